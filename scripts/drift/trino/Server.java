import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.airlift.slice.Slices;
import io.trino.server.testing.TestingTrinoServer;
import io.trino.spi.HostAddress;
import io.trino.spi.Page;
import io.trino.spi.PageBuilder;
import io.trino.spi.Plugin;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorContext;
import io.trino.spi.connector.ConnectorFactory;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorPageSource;
import io.trino.spi.connector.ConnectorPageSourceProvider;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorSplit;
import io.trino.spi.connector.ConnectorSplitManager;
import io.trino.spi.connector.ConnectorSplitSource;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.connector.Constraint;
import io.trino.spi.connector.DynamicFilter;
import io.trino.spi.connector.FixedPageSource;
import io.trino.spi.connector.FixedSplitSource;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.transaction.IsolationLevel;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeManager;
import io.trino.spi.type.TypeUtils;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Trino server with one catalog "files" and one schema "main": each NAME.json of a folder is the table NAME, {"columns": [[name, type]], "rows": [[text]]}.
 * Values are written as Trino keeps them (dates as days, timestamps as microseconds, short decimals unscaled). Prints its address and runs until its input ends.
 */
public class Server {
    public static void main(String[] arguments) throws Exception {
        try (TestingTrinoServer server = TestingTrinoServer.create()) {
            server.installPlugin(new Plugin() {
                @Override
                public Iterable<ConnectorFactory> getConnectorFactories() {
                    return List.of(new Files(Path.of(arguments[0])));
                }
            });
            server.createCatalog("files", "files");
            System.out.println("serving " + server.getBaseUrl());
            System.in.read();
        }
        System.exit(0);
    }

    public enum Transaction implements ConnectorTransactionHandle { INSTANCE }

    public record Table(String name) implements ConnectorTableHandle {}

    public record Column(String name, int index) implements ColumnHandle {}

    public record Split(String name) implements ConnectorSplit {
        @Override
        public boolean isRemotelyAccessible() {
            return true;
        }

        @Override
        public List<HostAddress> getAddresses() {
            return List.of();
        }

        @Override
        public Object getInfo() {
            return name;
        }

        @Override
        public long getRetainedSizeInBytes() {
            return 0;
        }
    }

    private record Files(Path folder) implements ConnectorFactory {
        @Override
        public String getName() {
            return "files";
        }

        @Override
        public Connector create(String catalog, Map<String, String> configuration, ConnectorContext context) {
            return new FilesConnector(folder, context.getTypeManager());
        }
    }

    private record FilesConnector(Path folder, TypeManager types) implements Connector, ConnectorMetadata, ConnectorSplitManager, ConnectorPageSourceProvider {
        @Override
        public ConnectorTransactionHandle beginTransaction(IsolationLevel level, boolean readOnly, boolean autoCommit) {
            return Transaction.INSTANCE;
        }

        @Override
        public ConnectorMetadata getMetadata(ConnectorSession session, ConnectorTransactionHandle transaction) {
            return this;
        }

        @Override
        public ConnectorSplitManager getSplitManager() {
            return this;
        }

        @Override
        public ConnectorPageSourceProvider getPageSourceProvider() {
            return this;
        }

        @Override
        public List<String> listSchemaNames(ConnectorSession session) {
            return List.of("main");
        }

        @Override
        public ConnectorTableHandle getTableHandle(ConnectorSession session, SchemaTableName name) {
            return folder.resolve(name.getTableName() + ".json").toFile().exists() ? new Table(name.getTableName()) : null;
        }

        @Override
        public ConnectorTableMetadata getTableMetadata(ConnectorSession session, ConnectorTableHandle table) {
            return new ConnectorTableMetadata(new SchemaTableName("main", ((Table) table).name()), columns(read((Table) table)));
        }

        @Override
        public Map<String, ColumnHandle> getColumnHandles(ConnectorSession session, ConnectorTableHandle table) {
            Map<String, ColumnHandle> handles = new LinkedHashMap<>();
            for (ColumnMetadata column : columns(read((Table) table))) {
                handles.put(column.getName(), new Column(column.getName(), handles.size()));
            }
            return handles;
        }

        @Override
        public ColumnMetadata getColumnMetadata(ConnectorSession session, ConnectorTableHandle table, ColumnHandle column) {
            return columns(read((Table) table)).get(((Column) column).index());
        }

        @Override
        public ConnectorSplitSource getSplits(ConnectorTransactionHandle transaction, ConnectorSession session, ConnectorTableHandle table, DynamicFilter filter, Constraint constraint) {
            return new FixedSplitSource(List.of(new Split(((Table) table).name())));
        }

        @Override
        public ConnectorPageSource createPageSource(ConnectorTransactionHandle transaction, ConnectorSession session, ConnectorSplit split, ConnectorTableHandle table, List<ColumnHandle> wanted, DynamicFilter filter) {
            JsonNode content = read((Table) table);
            List<ColumnMetadata> all = columns(content);
            List<Integer> indexes = wanted.stream().map(column -> ((Column) column).index()).toList();
            PageBuilder builder = new PageBuilder(indexes.stream().map(index -> all.get(index).getType()).toList());
            List<Page> pages = new ArrayList<>();
            for (JsonNode row : content.get("rows")) {
                builder.declarePosition();
                for (int i = 0; i < indexes.size(); i++) {
                    TypeUtils.writeNativeValue(builder.getType(i), builder.getBlockBuilder(i), value(builder.getType(i), row.get(indexes.get(i))));
                }
                if (builder.isFull()) {
                    pages.add(builder.build());
                    builder.reset();
                }
            }
            pages.add(builder.build());
            return new FixedPageSource(pages);
        }

        private JsonNode read(Table table) {
            try {
                return new ObjectMapper().readTree(folder.resolve(table.name() + ".json").toFile());
            } catch (java.io.IOException error) {
                throw new java.io.UncheckedIOException(error);
            }
        }

        private List<ColumnMetadata> columns(JsonNode content) {
            List<ColumnMetadata> columns = new ArrayList<>();
            for (JsonNode column : content.get("columns")) {
                columns.add(new ColumnMetadata(column.get(0).asText(), types.fromSqlType(column.get(1).asText())));
            }
            return columns;
        }

        private static Object value(Type type, JsonNode field) {
            if (field.isNull()) {
                return null;
            }
            String text = field.asText();
            if (type.getBaseName().equals("real")) {
                return (long) Float.floatToRawIntBits(Float.parseFloat(text));
            }
            Class<?> kept = type.getJavaType();
            return kept == boolean.class ? (Object) Boolean.valueOf(text) : kept == long.class ? (Object) Long.valueOf(text) : kept == double.class ? (Object) Double.valueOf(text) : Slices.utf8Slice(text);
        }
    }
}
