#!/bin/sh
# Restarts the broker if its tables lack entries that another core node has. Fails then.
#
# A node that cannot reach the others when it starts waits 30 seconds for them (wait_for_tables in mria_mnesia.erl). If it reaches them after
# that, EMQX lists it as a member, but its tables in memory (load_reason ram_only) have only its own entries. Without the routes and the
# retained messages of the others, it loses what its clients publish. This happens to a node that starts with a new address while DNS still
# returns its former one, and others try to connect to that. It reaches them when it starts once more, and copies their tables.
set -eu
incomplete='lists:any(
  fun(Table) ->
    Count = fun(Node) -> rpc:call(Node, mnesia, table_info, [Table, size], 5000) end,
    HasMore = fun(Node) -> Other = Count(Node), is_integer(Other) andalso Other > Count(node()) end,
    mnesia:table_info(Table, load_reason) =:= ram_only andalso
      lists:any(HasMore, mnesia:system_info(running_db_nodes) -- [node()])
  end,
  [emqx_route, emqx_retainer_message])'
answer=$(emqx eval "$(echo "$incomplete" | tr '\n' ' ') andalso init:stop().") || exit 0
case "$answer" in
  *ok)
    echo "the node started without the tables of the other nodes, and is restarted to copy them"
    exit 1
    ;;
esac
