import {
  CustomResources,
  Edition,
  type EmqxClusterArgs,
  Exposure,
  ImagePullPolicy,
  Risk,
} from "../emqxClusterArgs";
import { apiKeys } from "./apiKeys";
import { authentication } from "./authentication";
import { authorization } from "./authorization";
import { autoscaling } from "./autoscaling";
import { configuration, log } from "./configuration";
import { credentials } from "./credentials";
import { discovery } from "./discovery";
import { disruptionBudget } from "./disruptionBudget";
import { clearVariables, secretVariables } from "./environment";
import { evacuation } from "./evacuation";
import { ingress, routes } from "./exposure";
import { extraServices } from "./extraServices";
import { license } from "./license";
import { limits } from "./limits";
import { listeners } from "./listeners";
import { annotations, labels } from "./metadata";
import { monitoring } from "./monitoring";
import { nameOverride } from "./name";
import { networkPolicy } from "./networkPolicy";
import { nodeCount } from "./nodeCount";
import { persistence } from "./persistence";
import { pods, podSecrets } from "./pods";
import { probes } from "./probes";
import { isImage } from "./release";
import { replicants } from "./replicants";
import { resources } from "./resources";
import { list } from "./rules/collections";
import { isDnsLabelName, isDnsSubdomain } from "./rules/formats";
import { eventual, group, maybe, notSecret, plain, present, withoutSecrets } from "./rules/parts";
import { defaultTo } from "./rules/rule";
import { flag, oneOf, secretName, text } from "./rules/scalars";
import { scheduling } from "./scheduling";
import { dashboardService, internalService, service } from "./service";
import { serviceAccount } from "./serviceAccount";
import { tls } from "./tls";
import { updates } from "./updates";

/** The default image: the last EMQX release under the Apache licence. */
export const defaultImage = "emqx/emqx:5.8.9";

/** The rule of each argument: its checks, and its default unless that depends on other arguments. */
export const argumentRules = group<EmqxClusterArgs>()({
  nameOverride: plain(nameOverride),
  namespace: text(isDnsLabelName, "a DNS label of at most 63 characters"),
  image: text(isImage, "an image such as repository:tag", defaultImage),
  imagePullPolicy: oneOf(ImagePullPolicy),
  imagePullSecrets: list(secretName),
  // Checked with the image.
  releaseLine: text(() => true, "text"),
  edition: oneOf(Edition),
  replicas: nodeCount,
  replicants: maybe(replicants),
  clusterDomain: text(isDnsSubdomain, "a DNS domain such as cluster.local", "cluster.local"),
  discovery,
  leaveWhenScaledDown: plain(flag()),
  credentials,
  apiKeys,
  license: maybe(license),
  configuration: maybe(configuration),
  authentication: maybe(authentication),
  authorization: maybe(authorization),
  limits: maybe(limits),
  log,
  monitoring,
  env: notSecret("secretEnv with a key of a Secret", eventual(clearVariables)),
  secretEnv: secretVariables,
  envFromSecrets: list(secretName, []),
  resources: defaultTo(resources, { requests: { cpu: "250m", memory: "512Mi" } }),
  pods,
  scheduling,
  serviceAccount,
  persistence,
  listeners: notSecret("keys of Secrets, in secretEnv", eventual(listeners)),
  tls: maybe(tls),
  service,
  extraServices,
  dashboardService: present(dashboardService),
  internalService: present(internalService),
  ingress,
  routes,
  probes,
  evacuation: present(evacuation),
  customResources: plain(oneOf(CustomResources, CustomResources.Checked)),
  networkPolicy,
  podDisruptionBudget: disruptionBudget,
  updates,
  autoscaling: maybe(autoscaling),
  acceptedRisks: plain(list(oneOf(Risk), [])),
  acceptedExposures: plain(list(oneOf(Exposure), [])),
  labels: withoutSecrets(podSecrets, eventual(labels)),
  annotations: withoutSecrets(podSecrets, eventual(annotations)),
});

/** The arguments after the checks of single values, with their defaults. */
export type CompleteArguments = ReturnType<typeof argumentRules.complete>;
