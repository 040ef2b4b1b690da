import { randomInt } from "node:crypto";

/** Names the keys that were generated, for readers and for tools that apply the manifests again. */
export const generatedAnnotation = "pulumi-emqx/generated";

/** As the data of a Secret is written. */
export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** The text that the data of a Secret stands for. */
export function fromBase64(data: string): string {
  return Buffer.from(data, "base64").toString();
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Random letters and digits, the first a letter: EMQX would read digits alone as a number. */
export function randomText(length: number): string {
  const pick = (alphabet: string) => alphabet[randomInt(alphabet.length)];
  return pick(letters) + Array.from({ length: length - 1 }, () => pick(`${letters}0123456789`)).join("");
}
