# needs: GetKeyPolicy PutKeyPolicy
# A policy that is a resource of its own. Destroying it writes AWS's default policy, with the account that STS told.
resource "aws_kms_key" "shared" {
  description             = "Has its policy beside it"
  deletion_window_in_days = 7
}

resource "aws_kms_key_policy" "shared" {
  key_id = aws_kms_key.shared.key_id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "The account's administrators"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::123456789012:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
    ]
  })
}
