# needs: GetParametersForImport ImportKeyMaterial DeleteImportedKeyMaterial
# Key material that was made elsewhere.
resource "aws_kms_external_key" "imported" {
  description             = "Holds material from outside"
  deletion_window_in_days = 7
  enabled                 = true
  key_material_base64     = "IoevpeQ94nXJG5Yb/dHHP3s/0hyz4zP1sTJ7L0oDSpU="
}
