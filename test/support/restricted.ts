/** The security context of a container of the broker's image that the Pod Security Standard `restricted` admits. */
export const restrictedContainer = {
  runAsNonRoot: true,
  runAsUser: 1000,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};
