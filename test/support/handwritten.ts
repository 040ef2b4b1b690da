import type { Release } from "./takeOver";

/** The Erlang cookie of the nodes. */
export const handwrittenCookie = "emqxsecretcookie";

/** How the pods and Services of a cluster with the component's names are released from their manifests. */
export const handwrittenRelease: Release = {
  selector: "app=emqx",
  labels: ["name=emqx", "instance=emqx", "component=core"].map((label) => `app.kubernetes.io/${label}`),
  services: ["emqx-headless"],
  unserved: [8081, 8883, 8084],
};

/** A rule of the NetworkPolicy that lets nodes of the manifests reach the nodes of a new cluster. */
export const fromHandwritten = {
  from: [{ podSelector: { matchLabels: { app: "emqx" } } }],
  ports: [{ port: 4370 }, { port: 5369 }],
};

interface Options {
  /** The name of the StatefulSet. */
  statefulSet: string;
  /** How the names of the other objects begin. */
  base?: string;
  image?: string;
  storageClass?: string;
}

/**
 * Handwritten manifests as published in 2020, for EMQX 5 and today's Kubernetes, with a claim template that matches the volume mount, and
 * with labels and annotations of their own.
 */
export function handwrittenManifests(
  namespace: string,
  { statefulSet, base = "emqx", image = "emqx/emqx:5.8.9", storageClass }: Options,
): string {
  return `
apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${base}
  labels: { team: iot }
  annotations: { note: on call }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: ${base}
rules:
- apiGroups: [""]
  resources: [endpoints]
  verbs: [get, watch, list]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: ${base}
subjects:
- kind: ServiceAccount
  name: ${base}
roleRef:
  kind: Role
  name: ${base}
  apiGroup: rbac.authorization.k8s.io
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${base}-config
data:
  EMQX_NAME: emqx
  EMQX_NODE__COOKIE: ${handwrittenCookie}
  EMQX_CLUSTER__DISCOVERY_STRATEGY: k8s
  EMQX_CLUSTER__K8S__SERVICE_NAME: ${base}-headless
  EMQX_CLUSTER__K8S__NAMESPACE: ${namespace}
  EMQX_CLUSTER__K8S__ADDRESS_TYPE: hostname
  EMQX_CLUSTER__K8S__APISERVER: https://kubernetes.default.svc:443
  EMQX_CLUSTER__K8S__SUFFIX: svc.cluster.local
---
apiVersion: v1
kind: Service
metadata:
  name: ${base}-headless
  labels: { team: iot }
  annotations: { note: on call }
spec:
  clusterIP: None
  selector:
    app: emqx
  ports:
  - { name: mqtt, port: 1883, targetPort: 1883 }
  - { name: mqttssl, port: 8883, targetPort: 8883 }
  - { name: mgmt, port: 8081, targetPort: 8081 }
  - { name: websocket, port: 8083, targetPort: 8083 }
  - { name: wss, port: 8084, targetPort: 8084 }
  - { name: dashboard, port: 18083, targetPort: 18083 }
---
apiVersion: v1
kind: Service
metadata:
  name: ${base}-service
spec:
  selector:
    app: emqx
  ports:
  - { name: mqtt, port: 1883, targetPort: mqtt }
  - { name: mgmt, port: 8081, targetPort: mgmt }
  - { name: ws, port: 8083, targetPort: ws }
  - { name: dashboard, port: 18083, targetPort: dashboard }
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: ${statefulSet}
  labels:
    app: emqx
spec:
  serviceName: ${base}-headless
  replicas: 3
  selector:
    matchLabels:
      app: emqx
  template:
    metadata:
      labels:
        app: emqx
    spec:
      serviceAccountName: ${base}
      securityContext:
        fsGroup: 1000
        seccompProfile: { type: RuntimeDefault }
      containers:
      - name: emqx
        image: ${image}
        securityContext:
          runAsNonRoot: true
          runAsUser: 1000
          allowPrivilegeEscalation: false
          capabilities: { drop: [ALL] }
        ports:
        - { name: mqtt, containerPort: 1883 }
        - { name: mgmt, containerPort: 8081 }
        - { name: ws, containerPort: 8083 }
        - { name: dashboard, containerPort: 18083 }
        envFrom:
        - configMapRef:
            name: ${base}-config
        volumeMounts:
        - name: emqx-data
          mountPath: /opt/emqx/data
  volumeClaimTemplates:
  - metadata:
      name: emqx-data
    spec:
      ${storageClass === undefined ? "" : `storageClassName: ${storageClass}`}
      accessModes: [ReadWriteOnce]
      resources:
        requests:
          storage: 1Gi
`;
}
