/** Where the licence is mounted, as far as nodes read it from a file: a directory, so that a renewed one arrives. */
export const licenseDirectory = "/etc/emqx/license";

/** The name of the file in it, and of the key of the Secret. */
export const licenseFile = "license";

/** The variable that tells nodes their licence, or where it is. It must have no quotes: bin/emqx reads it as it is. */
export const licenseVariable = "EMQX_LICENSE__KEY";
