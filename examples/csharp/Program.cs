using EmqxPulumi.Emqx;
using EmqxPulumi.Emqx.Inputs;
using Pulumi;

return await Deployment.RunAsync(() =>
{
    var config = new Config();

    var cluster = new EmqxCluster("emqx", new EmqxClusterArgs
    {
        Replicas = 3,
        Listeners =
        {
            new ListenerArgs { Type = ListenerType.Mqtt },
            new ListenerArgs { Type = ListenerType.Ws },
        },
        Persistence = new PersistenceArgs { Size = "10Gi" },
        Credentials = new CredentialsArgs
        {
            DashboardPassword = config.RequireSecret("dashboardPassword"),
        },
    });

    return new Dictionary<string, object?> { ["clusterIP"] = cluster.ClusterIP };
});
