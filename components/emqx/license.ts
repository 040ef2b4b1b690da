/** The mount path of a licence file. It is a directory, so that nodes see a renewed licence. */
export const licenseDirectory = "/etc/emqx/license";

/** The name of the licence file, and of the key in the Secret. */
export const licenseFile = "license";

/** The variable with the licence or the path of its file. Its value must not be quoted: bin/emqx uses it unchanged. */
export const licenseVariable = "EMQX_LICENSE__KEY";
