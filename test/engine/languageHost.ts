import { spawn } from "node:child_process";
import { once } from "node:events";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { GetRequiredPackagesResponse, type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";

// A language host for programs in TypeScript, where Pulumi's own cannot be had: it starts the SDK's own program runner in a new process, as
// Pulumi's host does. The engine starts it with its address as the last argument, and reads the port from the first line of the output.

type Call<Request, Response> = grpc.handleUnaryCall<Request, Response>;

const engineAddress = process.argv.at(-1)!;

const run: Call<RunRequest, RunResponse> = ({ request }, callback) => {
  const info = request.getInfo()!;
  const folder = info.getProgramDirectory();
  const runner = require.resolve("@pulumi/pulumi/cmd/run", { paths: [folder] });
  const args = [
    `--monitor=${request.getMonitorAddress()}`,
    `--engine=${engineAddress}`,
    `--organization=${request.getOrganization()}`,
    `--project=${request.getProject()}`,
    `--root-directory=${info.getRootDirectory()}`,
    `--stack=${request.getStack()}`,
    `--pwd=${request.getPwd()}`,
    `--parallel=${request.getParallel()}`,
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info.getEntryPoint(),
  ];
  const child = spawn(process.execPath, [runner, ...args], {
    cwd: folder,
    stdio: ["ignore", 2, 2],
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      PULUMI_NODEJS_TYPESCRIPT: "true",
    },
  });
  void once(child, "exit").then(([code]) => {
    const response = new RunResponse();
    // The runner has reported the error to the engine.
    if (code !== 0) response.setError(`the program ended with code ${code}`).setBail(true);
    callback(null, response);
  });
};

const server = new grpc.Server();
server.addService(LanguageRuntimeService, {
  run,
  getPluginInfo: ((_, callback) => callback(null, new PluginInfo().setVersion("1.0.0"))) satisfies Call<
    unknown,
    PluginInfo
  >,
  getRequiredPackages: ((_, callback) => callback(null, new GetRequiredPackagesResponse())) satisfies Call<
    unknown,
    GetRequiredPackagesResponse
  >,
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
