# needs: CreateGrant ListGrants RevokeGrant
# Somebody else may use the key, under a condition.
resource "aws_kms_key" "lent" {
  description             = "Lent to the application"
  deletion_window_in_days = 7
}

resource "aws_kms_grant" "application" {
  name              = "application"
  key_id            = aws_kms_key.lent.key_id
  grantee_principal = "arn:aws:iam::123456789012:role/App"
  operations        = ["Encrypt", "Decrypt", "GenerateDataKey"]
  constraints {
    encryption_context_equals = {
      Department = "Finance"
    }
  }
}
