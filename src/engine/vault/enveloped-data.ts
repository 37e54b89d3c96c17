/**
 * CMS EnvelopedData (RFC 5652) for one recipient: a fresh AES-256-CBC key under the recipient's RSA key (RSAES-OAEP with SHA-256), as
 * AWS KMS answers enclaves in CiphertextForRecipient.
 */
import {
  CMSVersion,
  ContentEncryptionAlgorithmIdentifier,
  ContentInfo,
  EncryptedContent,
  EncryptedContentInfo,
  EnvelopedData,
  id_data,
  id_envelopedData,
  KeyEncryptionAlgorithmIdentifier,
  KeyTransRecipientInfo,
  RecipientIdentifier,
  RecipientInfo,
  RecipientInfos,
} from "@peculiar/asn1-cms";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { SubjectKeyIdentifier, SubjectPublicKeyInfo } from "@peculiar/asn1-x509";
import { fromHex, type Bytes } from "#wire/bytes.ts";

const RSAES_OAEP = "1.2.840.113549.1.1.7";
const AES256_CBC = "2.16.840.1.101.3.4.1.42";
/** RSAES-OAEP-params with SHA-256 for the hash and for MGF1 (RFC 4055 section 4.1), which never varies here. */
const OAEP_SHA256 = fromHex(
  "302fa00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500",
).buffer;
const IV_BYTES = 16;

/** DER of a ContentInfo. `publicKey`: the recipient's SubjectPublicKeyInfo. @throws when it is no RSA key. */
export async function envelopFor(publicKey: Bytes, content: Bytes): Promise<Bytes> {
  const oaep = { name: "RSA-OAEP", hash: "SHA-256" };
  const recipient = await crypto.subtle.importKey("spki", publicKey, oaep, false, ["wrapKey"]);
  const key = await crypto.subtle.generateKey({ name: "AES-CBC", length: 256 }, true, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const encrypted = await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, content);
  const transported = await crypto.subtle.wrapKey("raw", key, recipient, oaep);
  const data = new EnvelopedData({
    version: CMSVersion.v2,
    recipientInfos: new RecipientInfos([
      new RecipientInfo({
        ktri: new KeyTransRecipientInfo({
          version: CMSVersion.v2,
          rid: new RecipientIdentifier({
            subjectKeyIdentifier: new SubjectKeyIdentifier(await keyIdentifier(publicKey)),
          }),
          keyEncryptionAlgorithm: new KeyEncryptionAlgorithmIdentifier({
            algorithm: RSAES_OAEP,
            parameters: OAEP_SHA256,
          }),
          encryptedKey: new OctetString(transported),
        }),
      }),
    ]),
    encryptedContentInfo: new EncryptedContentInfo({
      contentType: id_data,
      contentEncryptionAlgorithm: new ContentEncryptionAlgorithmIdentifier({
        algorithm: AES256_CBC,
        parameters: AsnConvert.serialize(new OctetString(iv.buffer)),
      }),
      encryptedContent: new EncryptedContent({ value: new OctetString(encrypted) }),
    }),
  });
  const info = new ContentInfo({ contentType: id_envelopedData, content: AsnConvert.serialize(data) });
  return new Uint8Array(AsnConvert.serialize(info));
}

/** RFC 5280 section 4.2.1.2, method 1. */
async function keyIdentifier(publicKey: Bytes): Promise<ArrayBuffer> {
  const { subjectPublicKey } = AsnConvert.parse(publicKey, SubjectPublicKeyInfo);
  return crypto.subtle.digest("SHA-1", subjectPublicKey);
}
