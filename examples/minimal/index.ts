import { EmqxCluster } from "@emqx-pulumi/emqx";

const cluster = new EmqxCluster("emqx", { replicas: 3 });

export const clusterIP = cluster.clusterIP;
export const podDnsNames = cluster.podDnsNames;
