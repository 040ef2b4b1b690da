/** The edition of EMQX. Releases from 5.9 on have a single edition. */
export enum Edition {
  /** `emqx/emqx` up to 5.8, under the Apache licence. */
  OpenSource = "openSource",
  /** `emqx/emqx-enterprise`, and all releases from 5.9 on. */
  Enterprise = "enterprise",
}
