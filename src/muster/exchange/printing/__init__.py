"""The print page: a Word file shown as PDF where no LibreOffice is, and marked as not the paper."""
