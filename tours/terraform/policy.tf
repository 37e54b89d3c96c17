# needs: CreateKey PutKeyPolicy GetKeyPolicy
# A key policy as a resource of its own.
resource "aws_kms_key" "shared" {
  description             = "Shared under a policy of its own"
  deletion_window_in_days = 7
}

resource "aws_kms_key_policy" "shared" {
  key_id = aws_kms_key.shared.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "All of the account"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}
