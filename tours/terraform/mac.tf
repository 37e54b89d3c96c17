# needs: GenerateMac VerifyMac
resource "aws_kms_key" "mac" {
  for_each                 = toset(["HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512"])
  description              = "Authenticates with ${each.key}"
  customer_master_key_spec = each.key
  key_usage                = "GENERATE_VERIFY_MAC"
  deletion_window_in_days  = 7
}
