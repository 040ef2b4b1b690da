import type { BadArgument } from "./badArguments";

const rule = { permission: "allow", topics: ["a"] };
const rules = (given: object, others: object = {}) => ({
  ...others,
  authorization: { rules: [{ ...rule, ...given }] },
});
const topics = (image: string, ...given: unknown[]) => rules({ topics: given }, { image });
const first = "authorization.rules[0]";

const limits = (given: object, image = "emqx/emqx:5.8.9") => ({ image, limits: given });

/** Invalid arguments for what clients may do. */
export const badAccessArguments: Record<string, BadArgument[]> = {
  authorization: [
    ["authorization", { authorization: [] }, "an object with rules, noMatch"],
    ["authorization.rules", { authorization: { rules: [] } }, "a list of at least one rule"],
    ["authorization.rules", { authorization: { rules: "{allow, all}." } }, "must be a list"],
    [first, { authorization: { rules: [null] } }, "an object with permission"],
    [`${first}.who`, rules({ who: "all" }), "unknown argument"],
    [`${first}.permission`, rules({ permission: "grant" }), "one of allow, deny"],
    [`${first}.permission`, { authorization: { rules: [{ topics: ["a"] }] } }, "one of allow, deny"],
    [`${first}.username`, rules({ username: "" }), "text of 1 to 65535 bytes"],
    [`${first}.username`, rules({ username: "a\0b" }), "without null characters"],
    [`${first}.clientId`, rules({ clientId: "\ud800" }), "text of 1 to 65535 bytes"],
    [`${first}.clientId`, rules({ clientId: 5 }), "got 5"],
    [`${first}.ipAddress`, rules({ ipAddress: '10.0.0.1"}' }), "an IP address or a network"],
    [`${first}.ipAddress`, rules({ ipAddress: "10.0.0.0/33" }), "an IP address or a network"],
    [`${first}.action`, rules({ action: "pubsub" }), "one of publish, subscribe, all"],
    [`${first}.qos`, rules({ qos: [] }), "a list of at least one QoS level"],
    [`${first}.qos[1]`, rules({ qos: [0, 3] }), "got 3; must be 0, 1 or 2"],
    [`${first}.retain`, rules({ retain: true }), 'only valid if action is "publish"'],
    [`${first}.retain`, rules({ action: "publish", retain: "yes" }), "true or false"],
    [`${first}.topics`, { authorization: { rules: [{ permission: "deny" }] } }, "at least one topic"],
    [`${first}.topics[0]`, rules({ topics: [""] }), "a topic or a topic filter"],
    [`${first}.topics[0]`, rules({ topics: ["a/#/b"] }), "a topic or a topic filter"],
    [`${first}.topics[1]`, rules({ topics: ["+/a", "a+/b"] }), "a topic or a topic filter"],
    ["authorization.noMatch", { authorization: { noMatch: "ignore" } }, "one of allow, deny"],
    ["authorization.noMatch", { authorization: { noMatch: "deny" } }, "has no effect on EMQX's own rules"],
    ["authorization.denyAction", { authorization: { denyAction: "deny" } }, "one of ignore, disconnect"],
    ["authorization.cache.maxSize", { authorization: { cache: { maxSize: 0 } } }, "from 1 to 1048576"],
    [
      "authorization.cache.ttl",
      { authorization: { cache: { ttl: "1 minute" } } },
      "such as 30s, 1m or 1h30m",
    ],
    ["authorization.cache.ttl", { authorization: { cache: { ttl: 60 } } }, "got 60"],
  ],
  limits: [
    ["limits", { limits: 5 }, "an object with maxConnections"],
    ["limits.max_inflight", limits({ max_inflight: 5 }), "unknown argument"],
    ["limits.maxConnections", limits({ maxConnections: 0 }), "a whole number of at least 1"],
    ["limits.maxConnRate", limits({ maxConnRate: "10/s" }), 'got "10/s"'],
    ["limits.messagesRate", limits({ messagesRate: 0.5 }), "a whole number of at least 1"],
    ["limits.bytesRate", limits({ bytesRate: "100 KB" }), "a size such as 100KB or 32MB"],
    ["limits.bytesRate", limits({ bytesRate: "0MB" }), "a size such as 100KB or 32MB"],
    ["limits.maxPacketSize", limits({ maxPacketSize: "256MB" }), "at most 255MB"],
    ["limits.maxPacketSize", limits({ maxPacketSize: 1024 }), "a size such as 1MB"],
    ["limits.maxClientidLen", limits({ maxClientidLen: 22 }), "a whole number from 23 to 65535"],
    ["limits.maxTopicLevels", limits({ maxTopicLevels: 0 }), "a whole number from 1 to 65535"],
    ["limits.maxSubscriptions", limits({ maxSubscriptions: "infinity" }), "a whole number of at least 1"],
    ["limits.maxInflight", limits({ maxInflight: 65536 }), "a whole number from 1 to 65535"],
    ["limits.maxAwaitingRel", limits({ maxAwaitingRel: -1 }), "a whole number of at least 1"],
    ["limits.maxMqueueLen", limits({ maxMqueueLen: 0 }), "a whole number of at least 1"],
    ["limits.flappingDetect", limits({ flappingDetect: true }), "an object with maxCount"],
    ["limits.flappingDetect.banTime", limits({ flappingDetect: { banTime: "5 min" } }), "a duration such as"],
    [
      "limits.forceShutdown.maxHeapSize",
      limits({ forceShutdown: { maxHeapSize: "lots" } }),
      "a size such as",
    ],
    ["limits.maxConnRate", limits({ maxConnRate: 5 }, "emqx/emqx:5.0.26"), "not supported by EMQX 5.0"],
    ["limits.messagesRate", limits({ messagesRate: 5 }, "emqx/emqx:5.0.26"), "requires EMQX 5.1 or later"],
    ["limits.bytesRate", limits({ bytesRate: "1KB" }, "emqx/emqx:4.4.19"), "requires EMQX 5.1 or later"],
    ["limits.flappingDetect", limits({ flappingDetect: {} }, "emqx/emqx:4.4.19"), "use env"],
    ["limits.forceShutdown", limits({ forceShutdown: {} }, "emqx/emqx:5.0.26"), "use env"],
    [
      "env.EMQX_MQTT__MAX_INFLIGHT",
      { limits: { maxInflight: 5 }, env: { EMQX_MQTT__MAX_INFLIGHT: "6" } },
      "use limits",
    ],
    [
      "env.EMQX_LISTENERS__TCP__DEFAULT__MAX_CONNECTIONS",
      { limits: { maxConnections: 5 }, env: { EMQX_LISTENERS__TCP__DEFAULT__MAX_CONNECTIONS: "6" } },
      "use limits",
    ],
    [
      "configuration.fixed.force_shutdown.max_heap_size",
      { limits: {}, configuration: { fixed: { force_shutdown: { max_heap_size: "64MB" } } } },
      "use limits",
    ],
  ],
  "authorization that another argument also sets": [
    [
      "authorization.rules",
      rules({}, { configuration: { acl: "{allow, all}." } }),
      "also set by configuration.acl; use one of the two",
    ],
    [
      "authorization.rules",
      rules({}, { configuration: { aclFrom: { secretName: "acl", key: "acl.conf" } } }),
      "also set by configuration.aclFrom",
    ],
    [
      "env.EMQX_AUTHORIZATION__NO_MATCH",
      rules({}, { env: { EMQX_AUTHORIZATION__NO_MATCH: "allow" } }),
      "use authorization",
    ],
    [
      "configuration.fixed.authorization.deny_action",
      rules({}, { configuration: { fixed: { authorization: { deny_action: "disconnect" } } } }),
      "use authorization",
    ],
    [
      "env.EMQX_ACL_NOMATCH",
      rules({}, { image: "emqx/emqx:4.4.19", env: { EMQX_ACL_NOMATCH: "allow" } }),
      "use authorization",
    ],
  ],
  "authorization that the release does not support": [
    [`${first}.qos`, rules({ qos: [0] }, { image: "emqx/emqx:5.1.6" }), "requires EMQX 5.2 or later"],
    [
      `${first}.retain`,
      rules({ action: "publish", retain: false }, { image: "emqx/emqx:4.4.19" }),
      "requires EMQX 5.2 or later",
    ],
    [`${first}.topics[0]`, topics("emqx/emqx:5.8.9", "a/${password}"), "the placeholder ${password}"],
    [`${first}.topics[0]`, topics("emqx/emqx:5.6.1", "${client_attrs.group}/#"), "does not support"],
    [`${first}.topics[1]`, topics("emqx/emqx:5.8.9", "a", "${zone}/#"), "EMQX 5.8 does not support"],
    [`${first}.topics[0]`, topics("emqx/emqx:5.8.9", "eq ${clientid}/#"), "no placeholder after eq"],
    [`${first}.topics[0]`, topics("emqx/emqx:5.0.26", "a/d-${clientid}"), "only as whole levels"],
    [`${first}.topics[0]`, topics("emqx/emqx:4.4.19", "a/${clientid}-x"), "only as whole levels"],
    [`${first}.topics[0]`, topics("emqx/emqx:4.4.19", "a/%c"), "write ${username} or ${clientid}"],
  ],
};
