import {
  AddressType,
  ClaimRetention,
  DiscoveryStrategy,
  Edition,
  type EmqxClusterArgs,
  KeyAlgorithm,
  ListenerType,
  PasswordHashAlgorithm,
  ServiceType,
  UpdateStrategy,
  UsersFormat,
} from "../../../components/index";
import type { Fields } from "./contexts";

/** A default that its documentation describes in words. */
export interface ComposedDefault {
  /** Texts that the documentation must have. */
  says: string[];
  value: unknown;
  /** Where the field is compared, unless in the context of its interface. */
  args?: (fields: Fields) => EmqxClusterArgs;
}

const liveness = (fields: Fields): EmqxClusterArgs => ({ probes: { liveness: fields } });

export const composedDefaults: Record<string, ComposedDefault[]> = {
  "EmqxClusterArgs.edition": [{ says: ["openSource"], value: Edition.OpenSource }],
  "EmqxClusterArgs.discovery": [
    { says: [], value: { strategy: DiscoveryStrategy.K8s, addressType: AddressType.Hostname } },
  ],
  "EmqxClusterArgs.resources": [
    { says: ["250m", "512Mi"], value: { requests: { cpu: "250m", memory: "512Mi" } } },
  ],
  "EmqxClusterArgs.persistence": [{ says: ["1"], value: { enabled: true, size: "1Gi" } }],
  "EmqxClusterArgs.listeners": [
    { says: ["mqtt", "ws"], value: [{ type: ListenerType.Mqtt }, { type: ListenerType.Ws }] },
    {
      says: ["mqtts", "wss"],
      value: ["mqtt", "mqtts", "ws", "wss"].map((type) => ({ type })),
      args: (fields) => ({ tls: { secretName: "tls" }, ...fields }),
    },
  ],
  "EmqxClusterArgs.service": [{ says: ["ClusterIP"], value: { type: ServiceType.ClusterIP } }],
  "EmqxClusterArgs.podDisruptionBudget": [{ says: ["1"], value: { maxUnavailable: 1 } }],
  "EmqxClusterArgs.updates": [
    { says: ["3"], value: { strategy: UpdateStrategy.RollingUpdate, minReadySeconds: 3 } },
  ],
  ...Object.fromEntries(
    ["Sql", "Redis", "Mongodb"].map((name) => [
      `${name}AuthenticationArgs.passwordHash`,
      [{ says: ["sha256"], value: { algorithm: PasswordHashAlgorithm.Sha256 } }],
    ]),
  ),
  "BuiltInDatabaseArgs.passwordHash": [
    { says: ["bcrypt"], value: { algorithm: PasswordHashAlgorithm.Bcrypt } },
  ],
  "UsersFileArgs.format": [{ says: [".json", "csv"], value: UsersFormat.Csv }],
  "AutoscalingArgs.minReplicas": [{ says: ["replicas"], value: 3 }],
  "EgressArgs.apiServer": [
    {
      says: ["443", "6443"],
      value: { ports: [443, 6443] },
      args: (fields) => ({ networkPolicy: { egress: { enabled: true, ...fields } } }),
    },
  ],
  "ListenerArgs.port": [{ says: [], value: 1883 }],
  "ListenerArgs.servicePort": [{ says: [], value: 1883 }],
  "NetworkPolicyArgs.egress": [{ says: [], value: { enabled: false } }],
  "PersistenceArgs.retention": [
    { says: [], value: { whenDeleted: ClaimRetention.Retain, whenScaled: ClaimRetention.Retain } },
  ],
  "ProbeArgs.periodSeconds": [
    { says: ["5"], value: 5 },
    { says: ["30"], value: 30, args: liveness },
  ],
  "ProbeArgs.timeoutSeconds": [
    { says: ["5"], value: 5 },
    { says: ["5"], value: 5, args: liveness },
  ],
  "ProbeArgs.failureThreshold": [
    { says: ["3"], value: 3 },
    { says: ["10"], value: 10, args: liveness },
  ],
  "ReplicantsArgs.resources": [
    { says: ["250m", "1Gi"], value: { requests: { cpu: "250m", memory: "1Gi" } } },
  ],
  "ReplicantsArgs.podDisruptionBudget": [{ says: ["1"], value: { maxUnavailable: 1 } }],
  "CertificateArgs.privateKey": [
    { says: ["ECDSA", "256"], value: { algorithm: KeyAlgorithm.Ecdsa, size: 256 } },
  ],
  "PrivateKeyArgs.size": [
    { says: ["256"], value: 256 },
    {
      says: ["2048"],
      value: 2048,
      args: (fields) => ({
        tls: {
          certificate: { issuer: { name: "issuer" }, privateKey: { algorithm: KeyAlgorithm.Rsa, ...fields } },
        },
      }),
    },
  ],
};
