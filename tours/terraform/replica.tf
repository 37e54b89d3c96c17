# needs: ReplicateKey
# One key in two Regions.
resource "aws_kms_key" "global" {
  description             = "Opens in both Regions"
  multi_region            = true
  deletion_window_in_days = 7
}

resource "aws_kms_replica_key" "global" {
  provider                = aws.ireland
  description             = "Opens in both Regions"
  primary_key_arn         = aws_kms_key.global.arn
  deletion_window_in_days = 7
}
