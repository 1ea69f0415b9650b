"""An invented organisation for the example workbooks: every name and number in it is made up."""
