import {
  type MongodbAuthenticationArgs,
  type MongodbServerArgs,
  MongodbType,
  type RedisAuthenticationArgs,
  type RedisAuthorizationArgs,
  RedisType,
  type SqlAuthenticationArgs,
  type SqlAuthorizationArgs,
} from "../../emqxClusterArgs";
import type { ReleaseLine } from "../../emqx/releaseLine";
import { isString, type Report } from "../checks";
import { checkedMap, object } from "../rules/collections";
import { optional, required, type Rule } from "../rules/rule";
import { atLeast, oneOf, text } from "../rules/scalars";
import { passwordHash as passwordHashFields } from "../passwordHash";
import { checkSettings } from "../settingValues";
import { checkDepends, checkOnlyWith, nullIfInvalid, server, serverFields, servers, setting } from "./fields";

const passwordHash = optional(passwordHashFields);

/** Text that the answer depends on. */
const template: Rule<string, string> = (given, path, report) => {
  const complete = required(setting)(given, path, report);
  if (isString(given) && given !== "") {
    checkDepends(given, path, report);
  }
  return complete;
};

const sqlFields = {
  ...serverFields,
  server,
  database: required(setting),
  username: required(setting),
  query: template,
};

export const sqlAuthenticationRule = nullIfInvalid(
  object<SqlAuthenticationArgs>()({ ...sqlFields, passwordHash }),
);
export const sqlAuthorizationRule = nullIfInvalid(object<SqlAuthorizationArgs>()(sqlFields));

const redisFields = {
  ...serverFields,
  redisType: oneOf(RedisType, RedisType.Single),
  servers,
  sentinel: setting,
  database: atLeast(0),
  username: setting,
};

/** A command of Redis: `parse_cmd` of emqx_authn_redis.erl of 5.1.6 and 5.8.9. */
const isUserCommand = (value: string) =>
  isString(value) &&
  /^(HGET|HMGET) +\S+( +(password_hash|password|salt|is_superuser))+ *$/.test(value) &&
  / password(_hash)?( |$)/.test(value);

/** A command whose answer has names and values: emqx_authz_redis.erl of 5.1.6 and 5.8.9. */
const isRulesCommand = (value: string) => isString(value) && /^HGETALL +\S+ *$/.test(value);

function command(isAccepted: (value: string) => boolean, accepted: string): Rule<string, string> {
  const checked = required(text(isAccepted, accepted));
  return (given, path, report) => {
    if (given !== undefined && isAccepted(given)) {
      checkDepends(given, path, report);
    }
    return checked(given, path, report);
  };
}

const userCommand = command(
  isUserCommand,
  "HGET or HMGET, a key, and the fields password_hash or password, salt and is_superuser, such as " +
    "HMGET mqtt_user:${username} password_hash salt is_superuser",
);
const rulesCommand = command(isRulesCommand, "HGETALL and a key, such as HGETALL mqtt_acl:${username}");

interface Redis {
  redisType: RedisType;
  servers: string[];
  sentinel?: string;
  database?: number;
}

function checkedRedis<In, Out extends Redis>(rule: Rule<In, Out>): Rule<In, Out | null> {
  return nullIfInvalid((given, path, report) => {
    const complete = rule(given, path, report);
    const { redisType, sentinel, database } = complete;
    checkSingle(complete.servers, ["redisType", redisType === RedisType.Single], path, report);
    const isSentinel = redisType === RedisType.Sentinel;
    checkOnlyWith(path, ["sentinel", sentinel], ["redisType is sentinel", isSentinel], report);
    if (redisType === RedisType.Cluster && database !== undefined) {
      report(`${path}.database`, `only valid if ${path}.redisType is single or sentinel`);
    }
    return complete;
  });
}

export const redisAuthenticationRule = checkedRedis(
  object<RedisAuthenticationArgs>()({ ...redisFields, cmd: userCommand, passwordHash }),
);
export const redisAuthorizationRule = checkedRedis(
  object<RedisAuthorizationArgs>()({ ...redisFields, cmd: rulesCommand }),
);

/** Reports fields that the release does not know. */
export function checkRedis(
  { version: { major, minor } }: ReleaseLine,
  { username }: { username?: string },
  path: string,
  report: Report,
): void {
  if (username !== undefined && major === 5 && minor < 2) {
    report(
      `${path}.username`,
      "requires EMQX 5.2 or later; use a later image, or the password of the default user",
    );
  }
}

const filter: Rule<Record<string, unknown>> = (given = {}, path, report) => {
  const complete = checkedMap(given, path, report);
  checkSettings(complete, path, report);
  checkDepends(complete, path, report);
  return complete;
};

const mongodbFields = {
  ...serverFields,
  mongoType: oneOf(MongodbType, MongodbType.Single),
  servers,
  replicaSetName: setting,
  database: required(setting),
  collection: required(setting),
  filter,
  authSource: setting,
  username: setting,
};

interface Mongodb {
  mongoType: MongodbType;
  servers: string[];
  replicaSetName?: string;
}

function checkedMongodb<In, Out extends Mongodb>(rule: Rule<In, Out>): Rule<In, Out | null> {
  return nullIfInvalid((given, path, report) => {
    const complete = rule(given, path, report);
    const { mongoType, replicaSetName } = complete;
    checkSingle(complete.servers, ["mongoType", mongoType === MongodbType.Single], path, report);
    const isReplicaSet = mongoType === MongodbType.Rs;
    checkOnlyWith(path, ["replicaSetName", replicaSetName], ["mongoType is rs", isReplicaSet], report);
    return complete;
  });
}

export const mongodbAuthenticationRule = checkedMongodb(
  object<MongodbAuthenticationArgs>()({
    ...mongodbFields,
    passwordHash,
    passwordHashField: setting,
    saltField: setting,
    isSuperuserField: setting,
  }),
);
export const mongodbAuthorizationRule = checkedMongodb(object<MongodbServerArgs>()(mongodbFields));

function checkSingle(
  given: string[],
  [type, isSingle]: [type: string, isSingle: boolean],
  path: string,
  report: Report,
): void {
  if (isSingle && given.length > 1) {
    report(`${path}.servers`, `must have one entry if ${path}.${type} is single`, given);
  }
}
