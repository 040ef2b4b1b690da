import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  ConstructRequest,
  type ConstructResponse,
  GetSchemaRequest,
  type GetSchemaResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import * as grpc from "@grpc/grpc-js";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

export interface Schema {
  name: string;
  namespace: string;
  version: string;
  resources: Record<string, { inputProperties: object; properties: object }>;
}

/** A package that runs as a plugin, as Pulumi's language host starts it. */
export interface Plugin {
  port: number;
  schema(): Promise<Schema>;
  /** The URN and the outputs of a new cluster. */
  construct(
    name: string,
    args: Record<string, JavaScriptValue>,
    options?: { preview: boolean },
  ): Promise<{ urn: string; outputs: Record<string, unknown> }>;
  stop(): void;
}

/** Starts the package in a folder. Its dependencies must be installed. */
export async function startPlugin(folder: string, engineAddress: string): Promise<Plugin> {
  const runPlugin = require.resolve("@pulumi/pulumi/cmd/run-plugin", { paths: [folder] });
  const child = spawn(process.execPath, [runPlugin, folder, engineAddress], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = Number(await firstLine(child));
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return {
    port,
    async schema() {
      const response = await answer<GetSchemaResponse>((done) =>
        client.getSchema(new GetSchemaRequest(), done),
      );
      return JSON.parse(response.getSchema()) as Schema;
    },
    async construct(name, args, { preview } = { preview: false }) {
      const request = new ConstructRequest()
        .setProject("emqx")
        .setStack("test")
        .setParallel(16)
        .setDryrun(preview)
        .setMonitorendpoint(engineAddress)
        .setType("emqx:index:EmqxCluster")
        .setName(name)
        .setInputs(Struct.fromJavaScript(args));
      const response = await answer<ConstructResponse>((done) => client.construct(request, done));
      return { urn: response.getUrn(), outputs: response.getState()!.toJavaScript() };
    },
    stop() {
      client.close();
      child.kill();
    },
  };
}

/** The first line of a process's output. Rejects if the process ends before. */
function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`the plugin ended with code ${code}`)));
  });
}

function answer<T>(call: (done: (error: Error | null, response: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) =>
    call((error, response) => (error ? reject(error) : resolve(response))),
  );
}
