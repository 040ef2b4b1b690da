import { randomInt } from "node:crypto";

/** The annotation that lists generated keys for readers, and for tools that apply the manifests again. */
export const generatedAnnotation = "pulumi-emqx/generated";

/** Encodes text for the data of a Secret. */
export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** Decodes the data of a Secret. */
export function fromBase64(data: string): string {
  return Buffer.from(data, "base64").toString();
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Random letters and digits. The first one is a letter, because EMQX would read digits only as a number. */
export function randomText(length: number): string {
  const pick = (alphabet: string) => alphabet[randomInt(alphabet.length)];
  return pick(letters) + Array.from({ length: length - 1 }, () => pick(`${letters}0123456789`)).join("");
}
