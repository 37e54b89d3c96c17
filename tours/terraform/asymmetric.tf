# needs: Sign GetPublicKey
# Keys with a public half, for signing, encrypting and agreeing.
resource "aws_kms_key" "signing" {
  for_each = toset([
    "RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1",
  ])
  description              = "Signs with ${each.key}"
  customer_master_key_spec = each.key
  key_usage                = "SIGN_VERIFY"
  deletion_window_in_days  = 7
}

resource "aws_kms_key" "box" {
  description              = "Encrypts without a call to KMS"
  customer_master_key_spec = "RSA_2048"
  key_usage                = "ENCRYPT_DECRYPT"
  deletion_window_in_days  = 7
}

resource "aws_kms_key" "agreement" {
  description              = "Agrees on secrets"
  customer_master_key_spec = "ECC_NIST_P256"
  key_usage                = "KEY_AGREEMENT"
  deletion_window_in_days  = 7
}

data "aws_kms_public_key" "signing" {
  for_each = aws_kms_key.signing
  key_id   = each.value.arn
}
