import { EmqxCluster } from "./components/index";
import { readArguments } from "./configuration";

const cluster = new EmqxCluster("emqx", readArguments());

export const {
  clusterIP,
  podDnsNames,
  nodeNames,
  serviceName,
  headlessServiceName,
  namespace,
  credentialsSecretName,
  endpoints,
} = cluster;
