import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { type LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type SupportsFeatureRequest,
  SupportsFeatureResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

type Answer<Response> = grpc.sendUnaryData<Response>;
interface Call<Request> {
  request: Request;
}

export interface FakeEngine {
  address: string;
  resources: { type: string; name: string; inputs: Record<string, unknown> }[];
  /** The warnings and errors that a plugin logged. */
  messages: string[];
  stop(): void;
}

/**
 * Starts an engine for plugins: it accepts every resource, and returns its inputs as its state. Services get an address.
 *
 * @param features that the engine supports. Default: all.
 */
export async function startFakeEngine(features?: string[]): Promise<FakeEngine> {
  const resources: FakeEngine["resources"] = [];
  const messages: string[] = [];
  const server = new grpc.Server();
  server.addService(ResourceMonitorService, {
    supportsFeature: ({ request }: Call<SupportsFeatureRequest>, answer: Answer<SupportsFeatureResponse>) => {
      const isSupported = features?.includes(request.getId()) ?? true;
      answer(null, new SupportsFeatureResponse().setHassupport(isSupported));
    },
    registerResource: (
      { request }: Call<RegisterResourceRequest>,
      answer: Answer<RegisterResourceResponse>,
    ) => {
      const inputs = request.getObject()!.toJavaScript();
      resources.push({ type: request.getType(), name: request.getName(), inputs });
      answer(null, registered(request));
    },
    registerResourceOutputs: (_: unknown, answer: Answer<Empty>) => answer(null, new Empty()),
    registerResourceHook: (_: unknown, answer: Answer<Empty>) => answer(null, new Empty()),
    registerErrorHook: (_: unknown, answer: Answer<Empty>) => answer(null, new Empty()),
  });
  server.addService(EngineService, {
    log: ({ request }: Call<LogRequest>, answer: Answer<Empty>) => {
      if (request.getSeverity() >= LogSeverity.WARNING) {
        messages.push(request.getMessage());
      }
      answer(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { address: `127.0.0.1:${port}`, resources, messages, stop: () => server.forceShutdown() };
}

/** The answer of an engine that has created the resource. */
function registered(request: RegisterResourceRequest): RegisterResourceResponse {
  const response = new RegisterResourceResponse()
    .setUrn(`urn:pulumi:test::emqx::${request.getType()}::${request.getName()}`)
    .setObject(state(request));
  return request.getCustom() ? response.setId(`${request.getName()}-id`) : response;
}

function state(request: RegisterResourceRequest): Struct {
  const inputs = request.getObject()!.toJavaScript();
  return request.getType() === "kubernetes:core/v1:Service"
    ? Struct.fromJavaScript({ ...inputs, spec: { clusterIP: "10.96.7.7", ...(inputs.spec as object) } })
    : request.getObject()!;
}
