/** X.509 certificates over P-384, as Nitro's attestation documents carry them: made, read, and held against their issuer (RFC 5280). */
import { p384 } from "@noble/curves/nist.js";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Certificate,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";
import type { Bytes } from "#wire/bytes.ts";

export const P384 = { name: "ECDSA", namedCurve: "P-384" } as const;
export const P384_SHA384 = { name: "ECDSA", hash: "SHA-384" } as const;

const ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3";
const COMMON_NAME = "2.5.4.3";
const SERIAL_BYTES = 16;

export interface NewCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** Its subject's key. */
  readonly publicKey: CryptoKey;
  /** Its issuer's key. */
  readonly signWith: CryptoKey;
  /** World times, ms. */
  readonly from: number;
  readonly to: number;
}

/** DER. */
export async function certify(asked: NewCertificate): Promise<Bytes> {
  const { subject, issuer, publicKey, signWith, from, to } = asked;
  const algorithm = new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA384 });
  const tbs = new TBSCertificate({
    version: Version.v3,
    serialNumber: crypto.getRandomValues(new Uint8Array(SERIAL_BYTES)).buffer,
    signature: algorithm,
    issuer: named(issuer),
    subject: named(subject),
    validity: new Validity({ notBefore: new Date(from), notAfter: new Date(to) }),
    subjectPublicKeyInfo: AsnConvert.parse(await crypto.subtle.exportKey("spki", publicKey), SubjectPublicKeyInfo),
  });
  const signed = new Uint8Array(await crypto.subtle.sign(P384_SHA384, signWith, AsnConvert.serialize(tbs)));
  const signature = p384.Signature.fromBytes(signed).toBytes("der").slice().buffer;
  const certificate = new Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: algorithm,
    signatureValue: signature,
  });
  return new Uint8Array(AsnConvert.serialize(certificate));
}

/** The subject's key when `issuer` (DER) signed the certificate and it is valid at `at`; null otherwise, and for what is none. */
export async function certifiedKey(certificate: Bytes, issuer: Bytes, at: number): Promise<CryptoKey | null> {
  try {
    const read = AsnConvert.parse(certificate, Certificate);
    const { validity, subjectPublicKeyInfo } = read.tbsCertificate;
    if (at < validity.notBefore.getTime().getTime() || at > validity.notAfter.getTime().getTime()) return null;
    const issuerKey = await p384Key(AsnConvert.parse(issuer, Certificate).tbsCertificate.subjectPublicKeyInfo);
    const signature = p384.Signature.fromBytes(new Uint8Array(read.signatureValue), "der").toBytes().slice();
    const signedPart = read.tbsCertificateRaw ?? AsnConvert.serialize(read.tbsCertificate);
    if (!(await crypto.subtle.verify(P384_SHA384, issuerKey, signature, signedPart))) return null;
    return await p384Key(subjectPublicKeyInfo);
  } catch {
    return null;
  }
}

const p384Key = (info: SubjectPublicKeyInfo): Promise<CryptoKey> =>
  crypto.subtle.importKey("spki", AsnConvert.serialize(info), P384, true, ["verify"]);

function named(commonName: string): Name {
  const value = new AttributeValue({ utf8String: commonName });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
}
