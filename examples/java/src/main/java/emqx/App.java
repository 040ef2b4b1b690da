package emqx;

import com.emqxpulumi.emqx.EmqxCluster;
import com.emqxpulumi.emqx.EmqxClusterArgs;
import com.emqxpulumi.emqx.enums.ListenerType;
import com.emqxpulumi.emqx.inputs.CredentialsArgs;
import com.emqxpulumi.emqx.inputs.ListenerArgs;
import com.emqxpulumi.emqx.inputs.PersistenceArgs;
import com.pulumi.Context;
import com.pulumi.Pulumi;

public class App {
    public static void main(String[] args) {
        Pulumi.run(App::stack);
    }

    private static void stack(Context context) {
        var config = context.config();

        var cluster = new EmqxCluster("emqx", EmqxClusterArgs.builder()
            .replicas(3.0)
            .listeners(
                ListenerArgs.builder().type(ListenerType.Mqtt).build(),
                ListenerArgs.builder().type(ListenerType.Ws).build())
            .persistence(PersistenceArgs.builder().size("10Gi").build())
            .credentials(CredentialsArgs.builder()
                .dashboardPassword(config.requireSecret("dashboardPassword"))
                .build())
            .build());

        context.export("clusterIP", cluster.clusterIP());
    }
}
