import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { DnsPolicy, type EmqxClusterArgs, ImagePullPolicy } from "../../components/index";
import { brokerEnvironment, type Deployed, deploy, optionalChild, refusal } from "./support/cluster";
import { notKnownYet } from "./support/mocks";

const spec = ({ statefulSet }: Deployed) => statefulSet.inputs.spec.template.spec;
const metadata = ({ statefulSet }: Deployed) => statefulSet.inputs.spec.template.metadata;

describe("The pods", () => {
  it("have labels and annotations of their own, which no other object has", async () => {
    const deployed = await deploy({
      labels: { team: "a" },
      pods: { labels: { "sidecar.istio.io/inject": "false" }, annotations: { checksum: "1" } },
    });
    expect(metadata(deployed).labels).to.include({ team: "a", "sidecar.istio.io/inject": "false" });
    expect(metadata(deployed).annotations).to.deep.equal({ checksum: "1" });
    expect(deployed.statefulSet.inputs.metadata.labels).not.to.have.property("sidecar.istio.io/inject");
    expect(deployed.statefulSet.inputs.spec.selector.matchLabels).not.to.have.property("team");
  });

  it("keep what is hardened where one field of it is changed", async () => {
    const deployed = await deploy({
      pods: {
        securityContext: { runAsUser: 2000, sysctls: [{ name: "net.core.somaxconn", value: "1024" }] },
        containerSecurityContext: {
          readOnlyRootFilesystem: false,
          capabilities: { add: ["NET_BIND_SERVICE"] },
        },
      },
    });
    expect(spec(deployed).securityContext).to.deep.equal({
      runAsNonRoot: true,
      runAsUser: 2000,
      runAsGroup: 1000,
      fsGroup: 1000,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
      sysctls: [{ name: "net.core.somaxconn", value: "1024" }],
    });
    expect(deployed.container.securityContext).to.deep.equal({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
      readOnlyRootFilesystem: false,
    });
  });

  it("have further containers, as hardened as the broker's", async () => {
    const deployed = await deploy({
      pods: {
        initContainers: [{ name: "wait", image: "busybox:1.37", command: ["true"] }],
        extraContainers: [
          {
            name: "logs",
            image: "vector:0.50",
            volumeMounts: [{ name: "log", mountPath: "/logs" }],
            securityContext: { runAsUser: 3000 },
          },
        ],
      },
    });
    const hardened = {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    };
    expect(spec(deployed).initContainers).to.deep.equal([
      { name: "wait", image: "busybox:1.37", command: ["true"], securityContext: hardened },
    ]);
    expect(spec(deployed).containers.map(({ name }) => name)).to.deep.equal(["emqx", "logs"]);
    expect(spec(deployed).containers[1].securityContext).to.deep.equal({ ...hardened, runAsUser: 3000 });
  });

  it("have further volumes beside the component's own", async () => {
    const pods = {
      volumes: [{ name: "rules", configMap: { name: "rules" } }],
      volumeMounts: [{ name: "rules", mountPath: "/etc/rules" }],
    };
    const [plain, deployed] = [await deploy(), await deploy({ pods })];
    expect(spec(deployed).volumes).to.deep.equal([...spec(plain).volumes, ...pods.volumes]);
    expect(deployed.container.volumeMounts).to.deep.equal([
      ...plain.container.volumeMounts,
      ...pods.volumeMounts,
    ]);
  });

  it("have further variables, after those that these can refer to", async () => {
    const deployed = await deploy({
      pods: { env: [{ name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }] },
    });
    expect(brokerEnvironment(deployed).NODE).to.equal("field spec.nodeName");
    expect(deployed.container.env.slice(-1)[0].name).to.equal("NODE");
  });

  it("take all the rest as it is", async () => {
    const rest = {
      command: ["/wrapper"],
      args: ["emqx", "foreground"],
    };
    const podRest = {
      hostAliases: [{ ip: "10.0.0.1", hostnames: ["db"] }],
      dnsPolicy: DnsPolicy.None,
      dnsConfig: { nameservers: ["10.0.0.2"] },
      runtimeClassName: "gvisor",
      terminationGracePeriodSeconds: 600,
    };
    const deployed = await deploy({
      imagePullPolicy: ImagePullPolicy.Always,
      imagePullSecrets: ["registry"],
      pods: { ...rest, ...podRest, lifecycle: { preStop: ["sleep", "5"] } },
      leaveWhenScaledDown: false,
    });
    expect(deployed.container).to.deep.include({ ...rest, imagePullPolicy: "Always" });
    expect(deployed.container.lifecycle).to.deep.equal({ preStop: { exec: { command: ["sleep", "5"] } } });
    expect(spec(deployed)).to.deep.include({ ...podRest, imagePullSecrets: [{ name: "registry" }] });
  });

  it("leave only a volume open whose Secret is not known yet", async () => {
    const volumes = [{ name: "own", secret: { secretName: notKnownYet<string>() } }];
    const { statefulSet } = await deploy({ pods: { volumes } }, { preview: true });
    expect(statefulSet.unknowns).to.deep.equal(["spec.template.spec.volumes"]);
  });

  const container = { name: "a", image: "b" };
  const refused: [path: string, args: object, text: string][] = [
    ["pods.extraContainers[0].name", { extraContainers: [{ ...container, name: "emqx" }] }, "of its own"],
    ["pods.extraContainers[0].image", { extraContainers: [{ name: "a" }] }, "an image"],
    ["pods.extraContainers[0].probe", { extraContainers: [{ ...container, probe: {} }] }, "no such argument"],
    [
      "pods.initContainers[0].imagePullPolicy",
      { initContainers: [{ ...container, imagePullPolicy: "x" }] },
      "Always",
    ],
    ["pods.volumes[0].name", { volumes: [{ name: "emqx-data", emptyDir: {} }] }, "of its own volumes"],
    [
      "pods.volumeMounts[0].mountPath",
      { volumeMounts: [{ name: "a", mountPath: "/tmp" }] },
      "does not mount itself",
    ],
    ["pods.volumeMounts[0].mountPath", { volumeMounts: [{ name: "a", mountPath: "etc" }] }, "begins with /"],
    ["pods.env[0].name", { env: [{ name: "EMQX_NODE__COOKIE", value: "x" }] }, "credentials.cookie"],
    ["pods.lifecycle.stop", { lifecycle: { stop: ["a"] } }, "postStart, preStop"],
    ["pods.lifecycle.preStop", { lifecycle: { preStop: "sleep 5" } }, "a list"],
    ["pods.terminationGracePeriodSeconds", { terminationGracePeriodSeconds: -1 }, "at least 0"],
    ["pods.dnsPolicy", { dnsPolicy: "None of it" }, "ClusterFirst"],
    [
      "pods.labels.app.kubernetes.io/component",
      { labels: { "app.kubernetes.io/component": "x" } },
      "the component",
    ],
    ["pods.securityContext", { securityContext: ["a"] }, "an object"],
    ["pods.replicas", { replicas: 3 }, "no such argument"],
  ];
  for (const [path, pods, text] of refused) {
    it(`are refused where ${path} is not right: ${text}`, async () => {
      expect(await refusal({ pods }))
        .to.include(`\n  ${path}: `)
        .and.include(text);
    });
  }

  it("are refused where a variable is given twice", async () => {
    const pods = { env: [{ name: "EMQX_A", value: "1" }] };
    const twice: EmqxClusterArgs[] = [
      { pods, env: { EMQX_A: "2" } },
      { pods, secretEnv: { EMQX_A: { name: "s", key: "k" } } },
    ];
    for (const args of twice) {
      expect(await refusal(args))
        .to.include("\n  pods.env[0].name: ")
        .and.include("one of them");
    }
  });
});

describe("The pods' ServiceAccount", () => {
  it("has annotations for cloud identities", async () => {
    const annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/emqx" };
    const { serviceAccount } = await deploy({ serviceAccount: { annotations } });
    expect(serviceAccount.inputs.metadata.annotations).to.deep.equal(annotations);
  });

  it("may be the user's, which discovery is granted to", async () => {
    const deployed = await deploy({ serviceAccount: { existing: "mine" } });
    const binding = optionalChild<types.output.rbac.v1.RoleBinding>(deployed, "RoleBinding");
    expect(deployed.serviceAccount).to.equal(undefined);
    expect(spec(deployed).serviceAccountName).to.equal("mine");
    expect(binding?.inputs.subjects).to.deep.equal([
      { kind: "ServiceAccount", name: "mine", namespace: "default" },
    ]);
  });

  it("is refused with annotations that it would not get", async () => {
    const serviceAccount = { existing: "mine", annotations: { a: "b" } };
    expect(await refusal({ serviceAccount })).to.include("\n  serviceAccount.annotations: ");
  });
});
