import { dump } from "js-yaml";
import type { Binaries } from "./binaries";

const storageClass = "standard";

/** The configuration of kwokctl: the paths of the binaries, and 127.0.0.1 as the only address to listen on. */
export function kwokctlConfig(binaries: Binaries, ports: number[], stages: string): string {
  const [
    etcdPort,
    etcdPeerPort,
    kubeApiserverPort,
    kubeControllerManagerPort,
    kubeSchedulerPort,
    kwokControllerPort,
  ] = ports;
  const config = {
    apiVersion: "config.kwok.x-k8s.io/v1alpha1",
    kind: "KwokctlConfiguration",
    options: {
      runtime: "binary",
      bindAddress: "127.0.0.1",
      kubeVersion: binaries.kubernetesVersion,
      etcdBinary: binaries.path("etcd"),
      kubeApiserverBinary: binaries.path("kube-apiserver"),
      kubeControllerManagerBinary: binaries.path("kube-controller-manager"),
      kubeSchedulerBinary: binaries.path("kube-scheduler"),
      kwokControllerBinary: binaries.path("kwok"),
      kubectlBinary: binaries.kubectl,
      etcdPort,
      etcdPeerPort,
      kubeApiserverPort,
      kubeControllerManagerPort,
      kubeSchedulerPort,
      kwokControllerPort,
      kubeAuthorization: true,
      kubeAdmission: true,
      disableQPSLimits: true,
    },
    componentsPatches: [
      // The data must survive a crash of processes, but not of the machine.
      { name: "etcd", extraArgs: [{ key: "unsafe-no-fsync", value: "true" }] },
      // The range of pod addresses: kwok's default overlaps with the range of Services.
      { name: "kwok-controller", extraArgs: [{ key: "cidr", value: "10.244.0.1/16" }] },
    ],
  };
  return [dump(config), stages.replaceAll("kwok-volume", storageClass)].join("---\n");
}

/** The objects of a new cluster: nodes, and a default StorageClass with simulated volumes. */
export function baseObjects(nodes: number): string {
  const names = Array.from({ length: nodes }, (_, i) => `node-${i}`);
  const objects = [
    ...names.map((name, i) => ({
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name,
        labels: { "kubernetes.io/hostname": name, "topology.kubernetes.io/zone": `zone-${i}` },
      },
    })),
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: {
        name: storageClass,
        annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
      },
      provisioner: "kwok.x-k8s.io/volume",
      allowVolumeExpansion: true,
    },
  ];
  return objects.map((object) => dump(object)).join("---\n");
}
