import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { DiscoveryStrategy, Edition, type EmqxClusterArgs, UserIds } from "../../components/index";
import { type Deployed, deploy, optionalChild } from "./support/cluster";

const podSpec = ({ statefulSet }: Deployed) => statefulSet.inputs.spec.template.spec;
const dns = { discovery: { strategy: DiscoveryStrategy.Dns } };

describe("The permissions of the pods", () => {
  const endpoints = {
    apiGroups: [""],
    resources: ["endpoints"],
    resourceNames: ["emqx-headless"],
    verbs: ["get"],
  };
  const scale = {
    apiGroups: ["apps"],
    resources: ["statefulsets/scale"],
    resourceNames: ["emqx"],
    verbs: ["get"],
  };
  const rules: [title: string, args: EmqxClusterArgs, expected: object[] | undefined][] = [
    [
      "get on the Endpoints of the headless Service and on the scale of the StatefulSet",
      {},
      [endpoints, scale],
    ],
    ["get on the Endpoints only, if nodes do not leave", { leaveWhenScaledDown: false }, [endpoints]],
    ["get on the scale only, with dns discovery", { leaveWhenScaledDown: true, ...dns }, [scale]],
    ["none by default with dns discovery", dns, undefined],
  ];
  for (const [title, args, expected] of rules) {
    it(`are ${title}`, async () => {
      const deployed = await deploy(args);
      const role = optionalChild<types.output.rbac.v1.Role>(deployed, "Role");
      expect(role?.inputs.rules).to.deep.equal(expected);
      expect(podSpec(deployed).automountServiceAccountToken).to.equal(expected !== undefined);
    });
  }

  it("use the base name", async () => {
    const role = optionalChild<types.output.rbac.v1.Role>(await deploy({ nameOverride: "mq" }), "Role");
    expect(role?.inputs.rules[0].resourceNames).to.deep.equal(["mq-headless"]);
  });

  it("are bound to the ServiceAccount of the pods in its namespace", async () => {
    const deployed = await deploy({ namespace: "messaging" });
    const binding = optionalChild<types.output.rbac.v1.RoleBinding>(deployed, "RoleBinding");
    const role = optionalChild<types.output.rbac.v1.Role>(deployed, "Role");
    expect(binding?.inputs.subjects).to.deep.equal([
      {
        kind: "ServiceAccount",
        name: deployed.serviceAccount.inputs.metadata.name,
        namespace: "messaging",
      },
    ]);
    expect(binding?.inputs.roleRef).to.deep.equal({
      apiGroup: "rbac.authorization.k8s.io",
      kind: "Role",
      name: role?.inputs.metadata.name,
    });
    expect(podSpec(deployed).serviceAccountName).to.equal(deployed.serviceAccount.inputs.metadata.name);
  });

  it("use the provider's default namespace if no namespace is given", async () => {
    const binding = optionalChild<types.output.rbac.v1.RoleBinding>(await deploy(), "RoleBinding");
    expect(binding?.inputs.subjects[0].namespace).to.equal("default");
  });

  it("include a mounted token with k8s discovery", async () => {
    const deployed = await deploy();
    expect(podSpec(deployed).automountServiceAccountToken).to.equal(true);
  });

  it("are empty with dns discovery, and no token is mounted", async () => {
    const deployed = await deploy(dns);
    expect(optionalChild(deployed, "Role")).to.equal(undefined);
    expect(optionalChild(deployed, "RoleBinding")).to.equal(undefined);
    expect(podSpec(deployed).automountServiceAccountToken).to.equal(false);
  });

  it("do not mount a token in other pods with the same ServiceAccount", async () => {
    const { serviceAccount } = await deploy();
    expect(serviceAccount.inputs.automountServiceAccountToken).to.equal(false);
  });
});

describe("The security context of the pods", () => {
  let deployed: Deployed;
  before(async () => {
    deployed = await deploy();
  });

  it("never runs as root", () => {
    expect(podSpec(deployed).securityContext).to.include({
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
    });
  });

  it("makes volumes writable for the group of EMQX", () => {
    expect(podSpec(deployed).securityContext.fsGroup).to.equal(1000);
  });

  it("uses the RuntimeDefault seccomp profile", () => {
    expect(podSpec(deployed).securityContext.seccompProfile).to.deep.equal({ type: "RuntimeDefault" });
  });

  it("omits user and group IDs if the platform assigns them, and stays hardened", async () => {
    const plain = podSpec(deployed);
    for (const [group, args] of Object.entries({
      StatefulSet: { pods: { userIds: UserIds.Assigned } },
      Deployment: { edition: Edition.Enterprise, replicants: { pods: { userIds: UserIds.Assigned } } },
    })) {
      const workload = optionalChild<types.output.apps.v1.StatefulSet>(await deploy(args), group);
      const { securityContext, containers } = workload!.inputs.spec.template.spec;
      expect(securityContext).to.deep.equal({
        runAsNonRoot: true,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      });
      expect(containers[0].securityContext).to.deep.equal(plain.containers[0].securityContext);
      expect(containers[0].securityContext).not.to.have.any.keys("runAsUser", "runAsGroup");
    }
  });

  it("has no capabilities and gains no privileges", () => {
    expect(deployed.container.securityContext).to.deep.include({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("has a read-only root filesystem, with writable data, log and tmp", () => {
    expect(deployed.container.securityContext.readOnlyRootFilesystem).to.equal(true);
    const writable = deployed.container.volumeMounts.filter(({ readOnly }) => !readOnly);
    expect(writable.map(({ mountPath }) => mountPath)).to.deep.equal([
      "/opt/emqx/data",
      "/opt/emqx/log",
      "/tmp",
    ]);
  });

  it("has a writable root filesystem on 4.x, which changes its own files at startup", async () => {
    const { container } = await deploy({ image: "emqx/emqx:4.4.19" });
    expect(container.securityContext.readOnlyRootFilesystem).to.equal(false);
    expect(container.securityContext.allowPrivilegeEscalation).to.equal(false);
  });

  it("mounts only volumes of the pod or its claim templates", async () => {
    const variants = await Promise.resolve([
      await deploy(),
      await deploy({ tls: { secretName: "cert" } }),
      await deploy({ persistence: { enabled: false }, image: "emqx/emqx:4.1.5" }),
    ]);
    for (const { container, statefulSet } of variants) {
      const { template, volumeClaimTemplates } = statefulSet.inputs.spec;
      const volumes = [
        ...template.spec.volumes.map(({ name }) => name),
        ...(volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name),
      ];
      expect(container.volumeMounts.map(({ name }) => name)).to.have.members(volumes);
    }
  });

  it("disables the EMQX_… variables that Kubernetes sets for Services", () => {
    expect(podSpec(deployed).enableServiceLinks).to.equal(false);
  });

  it("has a longer grace period than 30 seconds to hand over sessions", () => {
    expect(podSpec(deployed).terminationGracePeriodSeconds).to.be.greaterThan(30);
  });
});
