# needs: CreateKey DescribeKey GetKeyPolicy PutKeyPolicy GetKeyRotationStatus EnableKeyRotation ListResourceTags TagResource CreateAlias ListAliases DeleteAlias ScheduleKeyDeletion
# The key of an application, with a policy of its own, an alias, tags and rotation; and one that is switched off.
resource "aws_kms_key" "orders" {
  description             = "Seals the orders"
  enable_key_rotation     = true
  rotation_period_in_days = 180
  deletion_window_in_days = 7
  tags = {
    Team = "Blue"
    Cost = "42"
  }
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
      {
        Sid       = "The application"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::123456789012:role/App" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_kms_alias" "orders" {
  name          = "alias/tour/orders"
  target_key_id = aws_kms_key.orders.key_id
}

resource "aws_kms_key" "archive" {
  description             = "Not in use"
  is_enabled              = false
  deletion_window_in_days = 7
}

data "aws_kms_key" "orders" {
  key_id     = aws_kms_alias.orders.name
  depends_on = [aws_kms_key.orders]
}

data "aws_kms_alias" "orders" {
  name       = aws_kms_alias.orders.name
  depends_on = [aws_kms_key.orders]
}
