package main

import (
	"github.com/emqx-pulumi/pulumi-emqx/sdk/go/emqx"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		cluster, err := emqx.NewEmqxCluster(ctx, "emqx", &emqx.EmqxClusterArgs{
			Replicas: pulumi.Float64(3),
			Listeners: emqx.ListenerArray{
				emqx.ListenerArgs{Type: emqx.ListenerTypeMqtt},
				emqx.ListenerArgs{Type: emqx.ListenerTypeWs},
			},
			Persistence: emqx.PersistenceArgs{Size: pulumi.String("10Gi")},
			Credentials: &emqx.CredentialsArgs{
				DashboardPassword: config.RequireSecret(ctx, "dashboardPassword"),
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("clusterIP", cluster.ClusterIP)
		return nil
	})
}
