/** What becomes of objects that are custom resources: their definitions come with other projects. */
export enum CustomResources {
  /**
   * A preview fails where their definitions are missing, or do not serve the version that is used, and says which and where to get them.
   * Reads the definitions.
   */
  Checked = "checked",
  /** Their definitions are not looked for: they come with the same program, or whoever deploys may not read them. */
  Assumed = "assumed",
  /** They are left out, as on a Kubernetes cluster without these projects. Not together with `tls.certificate`, which pods wait for. */
  LeftOut = "leftOut",
}
