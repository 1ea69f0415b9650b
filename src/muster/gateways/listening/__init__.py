"""What every gateway that listens needs: a place, TLS, who is enrolled, how much one may send."""
