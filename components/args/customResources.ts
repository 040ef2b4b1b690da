/** How to handle resources whose CRDs may be missing, such as those of cert-manager, the Gateway API and the Prometheus operator. */
export const CustomResources = {
  /**
   * A preview fails if a CRD is missing or does not serve the required version, and reports where to get it. Requires permission to read
   * CRDs.
   */
  Checked: "checked",
  /** CRDs are not checked. Use it if the same program installs them, or if you have no permission to read them. */
  Assumed: "assumed",
  /** Custom resources are not created. Not valid with `tls.certificate`, because pods would wait for its Secret. */
  LeftOut: "leftOut",
} as const;
export type CustomResources = (typeof CustomResources)[keyof typeof CustomResources];
