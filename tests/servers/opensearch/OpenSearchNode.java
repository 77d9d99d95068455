import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.opensearch.OpenSearchStatusException;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.ActionPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.rest.BytesRestResponse;
import org.opensearch.rest.RestChannel;
import org.opensearch.rest.RestHandler;
import org.opensearch.rest.RestRequest;
import org.opensearch.client.node.NodeClient;

/** One OpenSearch node with an HTTP port on loopback.
 *  java -cp 'DIR/lib/*' OpenSearchNode.java DIR HTTP_PORT [setting=value ...] */
public class OpenSearchNode extends Node {
    /** Two users: root may do everything, reader may only read. Whoever is neither is refused. */
    public static class Users extends Plugin implements ActionPlugin {
        static final Map<String, String> KNOWN = Map.of(
            header("root", "+secret/"), "root", header("reader", "secret"), "reader");
        static final List<String> READS = List.of("_mget", "_search", "_count", "_msearch");

        static String header(String name, String password) {
            byte[] both = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(both);
        }

        static boolean reads(RestRequest request) {
            String path = request.path();
            return request.method() == RestRequest.Method.GET || request.method() == RestRequest.Method.HEAD
                || READS.contains(path.substring(path.lastIndexOf('/') + 1));
        }

        @Override
        public UnaryOperator<RestHandler> getRestHandlerWrapper(ThreadContext context) {
            return handler -> new RestHandler.Wrapper(handler) {
                @Override
                public void handleRequest(RestRequest request, RestChannel channel, NodeClient client) throws Exception {
                    String given = request.header("Authorization");
                    String user = given == null ? null : KNOWN.get(given);
                    if (user == null) {
                        refuse(channel, "unable to authenticate", RestStatus.UNAUTHORIZED);
                    } else if (user.equals("reader") && !reads(request)) {
                        refuse(channel, "no permissions for [" + request.path() + "]", RestStatus.FORBIDDEN);
                    } else {
                        super.handleRequest(request, channel, client);
                    }
                }
            };
        }

        static void refuse(RestChannel channel, String why, RestStatus status) throws java.io.IOException {
            channel.sendResponse(new BytesRestResponse(channel, new OpenSearchStatusException(why, status)));
        }
    }

    static final List<Class<? extends Plugin>> MODULES = List.of(
        Users.class,
        org.opensearch.transport.Netty4Plugin.class,
        org.opensearch.analysis.common.CommonAnalysisPlugin.class,
        org.opensearch.index.reindex.ReindexPlugin.class,
        org.opensearch.painless.PainlessPlugin.class,
        org.opensearch.index.mapper.MapperExtrasPlugin.class,
        org.opensearch.ingest.common.IngestCommonPlugin.class,
        org.opensearch.script.mustache.MustachePlugin.class,
        org.opensearch.join.ParentJoinPlugin.class,
        org.opensearch.percolator.PercolatorPlugin.class,
        org.opensearch.search.aggregations.matrix.MatrixAggregationPlugin.class);

    OpenSearchNode(Settings settings) {
        super(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node1"), MODULES, false);
    }

    public static void main(String[] args) throws Exception {
        String home = Path.of(args[0]).toAbsolutePath().toString();
        int port = Integer.parseInt(args[1]);
        Settings.Builder s = Settings.builder()
            .put("cluster.name", "itest")
            .put("node.name", "node1")
            .put("path.home", home)
            .put("path.data", home + "/data")
            .put("path.logs", home + "/logs")
            .put("network.host", "127.0.0.1")
            .put("http.port", port)
            .put("transport.port", port + 100)
            .put("discovery.type", "single-node")
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .put("node.store.allow_mmap", false)
            // a "remote" reindex from this very node, for tests
            .putList("reindex.remote.whitelist", "127.0.0.1:*", "localhost:*");
        for (int i = 2; i < args.length; i++) {
            String[] kv = args[i].split("=", 2);
            s.put(kv[0], kv[1]);
        }
        Node node = new OpenSearchNode(s.build());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try { node.close(); } catch (Exception e) { e.printStackTrace(); }
        }));
        node.start();
        System.out.println("started http://127.0.0.1:" + port);
        Thread.currentThread().join();
    }
}
