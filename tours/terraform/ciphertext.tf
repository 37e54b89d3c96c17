# needs: Encrypt Decrypt
# Encrypts once and keeps the ciphertext (resource), or at each run (data source).
resource "aws_kms_key" "sealing" {
  description             = "Seals what Terraform hands over"
  deletion_window_in_days = 7
}

resource "aws_kms_ciphertext" "token" {
  key_id    = aws_kms_key.sealing.key_id
  plaintext = "token of the tour"
  context = {
    stage = "tour"
  }
}

data "aws_kms_ciphertext" "token" {
  key_id    = aws_kms_key.sealing.key_id
  plaintext = "token of the tour"
}

data "aws_kms_secrets" "token" {
  secret {
    name    = "token"
    payload = aws_kms_ciphertext.token.ciphertext_blob
    context = {
      stage = "tour"
    }
  }
}
