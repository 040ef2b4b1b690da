import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { types } from "@pulumi/kubernetes";
import type { Deployed } from "./cluster";

/** A folder with fake commands, in which the scripts of a cluster run as they do in the broker's container. */
export class FakeContainer {
  private constructor(readonly directory: string) {}

  static async create(): Promise<FakeContainer> {
    return new FakeContainer(await mkdtemp(join(tmpdir(), "emqx-container-")));
  }

  remove(): Promise<void> {
    return rm(this.directory, { recursive: true });
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  write(name: string, text: string): Promise<void> {
    return writeFile(this.path(name), text);
  }

  read(name: string): Promise<string> {
    return readFile(this.path(name), "utf8");
  }

  /** Adds a command, which takes precedence over the machine's own. */
  async addCommand(name: string, lines: string[]): Promise<void> {
    await this.write(name, ["#!/bin/sh", ...lines].join("\n"));
    await chmod(this.path(name), 0o755);
  }

  /** Adds a clock that advances by some seconds each time it is read. The scripts then wait without delay. */
  async addClock(secondsPerReading: number): Promise<void> {
    const clock = this.path("clock");
    await this.write("clock", "0");
    await this.addCommand("date", [
      `now=$(($(cat ${clock}) + ${secondsPerReading})); echo $now | tee ${clock}`,
    ]);
  }

  /**
   * Runs a command of the broker's container, and returns its exit code. `replaced` maps texts of the command and the scripts, such as
   * paths, to their replacements.
   */
  async run(
    { children }: Deployed,
    [program, ...args]: string[],
    replaced: Record<string, string> = {},
    env: Record<string, string> = {},
  ): Promise<number> {
    const adapt = (text: string) =>
      Object.entries({ ...replaced, "/etc/emqx/scripts": this.directory }).reduce(
        (adapted, [from, to]) => adapted.replaceAll(from, to),
        text,
      );
    const scripts = children.find(({ name }) => name === "emqx-scripts")!
      .inputs as types.output.core.v1.ConfigMap;
    for (const [name, text] of Object.entries(scripts.data)) {
      await this.write(name, adapt(text));
      await chmod(this.path(name), 0o755);
    }
    return new Promise((resolve) => {
      const options = { env: { ...env, PATH: `${this.directory}:${process.env.PATH}` } };
      execFile(adapt(program), args.map(adapt), options, (error) => resolve(error ? Number(error.code) : 0));
    });
  }
}
