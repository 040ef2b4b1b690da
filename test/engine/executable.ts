import { chmod, writeFile } from "node:fs/promises";

/** Writes a program that starts Node.js with these arguments, followed by its own. */
export async function writeNodeProgram(file: string, ...args: string[]): Promise<void> {
  const words = [process.execPath, ...args].map((word) => `"${word}"`).join(" ");
  await writeFile(file, `#!/bin/sh\nexec ${words} "$@"\n`);
  await chmod(file, 0o755);
}
