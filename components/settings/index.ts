import type * as pulumi from "@pulumi/pulumi";
import type { Discovery } from "../emqx/discovery";
import type { Listener } from "../emqx/listeners";
import type { ReleaseLine } from "../emqx/releaseLine";
import { DiscoveryStrategy, type EmqxClusterArgs } from "../emqxClusterArgs";
import { Checks, expect, expectKeys, expectName, isDnsLabel, isDnsSubdomain, isNamespace } from "./checks";
import { type ExistingCredentials, type OwnCredentials, resolveCredentials } from "./credentials";
import { resolveDiscovery } from "./discovery";
import { type Environment, resolveEnvironment } from "./environment";
import { resolveListeners } from "./listeners";
import { resolveAnnotations, resolveLabels } from "./metadata";
import { type Persistence, resolvePersistence } from "./persistence";
import { resolveImage, resolveLine, resolveReplicas } from "./release";
import { type Resources, resolveResources } from "./resources";
import { type ClientService, resolveService } from "./service";

/** The image of a cluster that names none: the last EMQX under the Apache licence. */
export const defaultImage = "emqx/emqx:5.8.9";

/** The arguments, complete and checked. Each is known as early as the arguments that it comes from. */
export interface Settings {
  name: string;
  namespace?: pulumi.Output<string>;
  image: pulumi.Output<string>;
  line: pulumi.Output<ReleaseLine>;
  replicas: pulumi.Output<number>;
  clusterDomain: pulumi.Output<string>;
  strategy: DiscoveryStrategy;
  discovery: pulumi.Output<Discovery>;
  credentials: OwnCredentials | ExistingCredentials;
  environment: pulumi.Output<Environment>;
  resources: pulumi.Output<Resources>;
  persistence: pulumi.Output<Persistence>;
  listeners: pulumi.Output<Listener[]>;
  tlsSecret?: pulumi.Output<string>;
  service: pulumi.Output<ClientService>;
  labels: pulumi.Output<Record<string, string>>;
  annotations: pulumi.Output<Record<string, string>>;
}

/**
 * Fills in the defaults and checks the arguments: the only place of both.
 *
 * @throws InvalidArgumentsError with every argument that is not right, as far as values are known now. For values known
 * only later, the settings made of them fail then, with the same error.
 */
export function resolveSettings(componentName: string, args: EmqxClusterArgs): Settings {
  const checks = new Checks(componentName);
  const { image = defaultImage, replicas = 3 } = args;
  const release = args.releaseLine === undefined ? { image } : { releaseLine: args.releaseLine };
  const settings: Settings = {
    name: resolveName(checks, componentName, args.nameOverride),
    namespace: checks.optional(args.namespace, (value, report) => {
      expect(value, isNamespace, "namespace", "a DNS label of at most 63 characters", report);
      return value;
    }),
    image: checks.resolve({ image, release, replicas, secretEnv: args.secretEnv }, resolveImage),
    line: checks.resolve(release, (value, report) => resolveLine(value, report)!),
    replicas: checks.resolve(replicas, resolveReplicas),
    clusterDomain: checks.resolve(args.clusterDomain ?? "cluster.local", (value, report) => {
      expect(value, isDnsSubdomain, "clusterDomain", "a DNS domain such as cluster.local", report);
      return value;
    }),
    strategy: args.discovery?.strategy ?? DiscoveryStrategy.K8s,
    discovery: checks.resolve(
      { discovery: args.discovery, persistence: args.persistence, release },
      resolveDiscovery,
    ),
    credentials: resolveCredentials(checks, args.credentials),
    environment: resolveEnvironment(checks, args),
    resources: checks.resolve(
      args.resources ?? { requests: { cpu: "250m", memory: "512Mi" } },
      resolveResources,
    ),
    persistence: checks.resolve(args.persistence ?? {}, resolvePersistence),
    listeners: checks.resolve(
      { listeners: args.listeners, hasTls: args.tls !== undefined },
      resolveListeners,
    ),
    tlsSecret: checks.optional(args.tls, (value, report) => {
      expectKeys(value, ["secretName"], "tls", report);
      expectName(value.secretName, "tls.secretName", report);
      return value.secretName;
    }),
    service: checks.resolve(
      { service: args.service ?? {}, listeners: args.listeners, hasTls: args.tls !== undefined },
      resolveService,
    ),
    labels: checks.resolve(args.labels ?? {}, resolveLabels),
    annotations: checks.resolve(args.annotations ?? {}, (value, report) =>
      resolveAnnotations(value, "annotations", report),
    ),
  };
  checks.throwProblems();
  return settings;
}

function resolveName(checks: Checks, componentName: string, nameOverride: string | undefined): string {
  const name = nameOverride ?? componentName;
  checks.resolve(name, (value, report) =>
    // Kubernetes labels each pod with the StatefulSet's name and 11 characters more, 63 in all.
    expect(
      value,
      (given) => isDnsLabel(given, 52),
      nameOverride === undefined ? "name" : "nameOverride",
      "a DNS label (small letters, digits and -, the first a letter) of at most 52 characters" +
        (nameOverride === undefined ? "; nameOverride names the objects without renaming the component" : ""),
      report,
    ),
  );
  return name;
}
