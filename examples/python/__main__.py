import emqx_pulumi_emqx as emqx
import pulumi

config = pulumi.Config()

cluster = emqx.EmqxCluster(
    "emqx",
    replicas=3,
    listeners=[
        {"type": emqx.ListenerType.MQTT},
        {"type": emqx.ListenerType.WS},
    ],
    persistence={"size": "10Gi"},
    credentials={"dashboard_password": config.require_secret("dashboardPassword")},
)

pulumi.export("clusterIP", cluster.cluster_ip)
