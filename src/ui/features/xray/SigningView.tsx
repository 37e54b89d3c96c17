import type { CallTrace, SigningChain } from "#glass/trace.ts";
import { alteredSentence, canonicalLines, LINKS, printWords, toSignLines } from "#words/signature.ts";
import { count } from "#words/format.ts";
import { Table, Td, Th } from "../../design/Table.tsx";
import { TextLines } from "./TextLines.tsx";
import { Titled } from "./Titled.tsx";

/** Stage 2: from the request to its signature, as the application's SDK went. */
export function SigningView({ trace: { application } }: { readonly trace: CallTrace }) {
  const signed = application?.signed ?? null;
  if (signed === null) return null;
  return (
    <>
      {application?.altered !== undefined && (
        <p className="border-l-bold border-hot pl-2">
          <b>An experiment.</b> {alteredSentence(application.altered)}
        </p>
      )}
      <Titled title="1. The request in one canonical form">
        <TextLines lines={canonicalLines(signed.canonicalRequest)} label="The canonical request" />
      </Titled>
      <Titled title="2. Its hash, with time and scope: the string to sign">
        <TextLines lines={toSignLines(signed.stringToSign)} label="The string to sign" />
      </Titled>
      {signed.chain !== undefined && (
        <Titled title="3. The signing key, derived in four steps from the secret">
          <Chain chain={signed.chain} />
        </Titled>
      )}
      <Titled title="4. The signature: HMAC-SHA-256 of the string to sign, keyed with the signing key">
        <code className="text-xs [overflow-wrap:anywhere]">{signed.signature}</code>
        <p className="mt-1 max-w-[44rem] text-xs text-soft">
          Signature Version 4A signs the same text with a private key on the curve P-256, which is derived from the
          secret; its scope names no Region, so one signature is good in several. KMS takes AWS4-HMAC-SHA256 only.
        </p>
      </Titled>
    </>
  );
}

function Chain({ chain }: { readonly chain: SigningChain }) {
  return (
    <>
      <p className="text-xs text-soft">
        Each line is HMAC-SHA-256 of what is fed in, keyed with the value of the line above. The values are secrets:
        their prints are shown, and they never leave the application.
      </p>
      <Table caption="The signing key’s chain">
        <thead>
          <tr>
            <Th>Step</Th>
            <Th>Fed in</Th>
            <Th>Gives</Th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <Td>Secret access key</Td>
            <Td className="text-soft">“AWS4” is put before it</Td>
            <Td>
              {count(chain.secret.bytes, "byte")}, <code>{printWords(chain.secret)}</code>
            </Td>
          </tr>
          {chain.links.map(({ fed, value }, at) => (
            <tr key={at}>
              <Td>{LINKS[at]}</Td>
              <Td>
                <code>{fed}</code>
              </Td>
              <Td>
                {count(value.bytes, "byte")}, <code>{printWords(value)}</code>
                {at === chain.links.length - 1 && <span className="block text-xs text-soft">the signing key</span>}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}
