/** The edition of EMQX. Releases from 5.9 on have a single edition. */
export const Edition = {
  /** `emqx/emqx` up to 5.8, under the Apache licence. */
  OpenSource: "openSource",
  /** `emqx/emqx-enterprise`, and all releases from 5.9 on. */
  Enterprise: "enterprise",
} as const;
export type Edition = (typeof Edition)[keyof typeof Edition];
