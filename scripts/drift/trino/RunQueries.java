import io.trino.Session;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.MaterializedRow;
import io.trino.testing.TestingSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Runs the queries of a folder (0.sql, 1.sql, …) on a Trino engine in this process; each result goes to a .tsv beside it, fields in the form that JSON has for text. */
public class RunQueries {
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Session session = TestingSession.testSessionBuilder().build();
        try (LocalQueryRunner engine = LocalQueryRunner.create(session)) {
            for (int i = 0; Files.exists(folder.resolve(i + ".sql")); i++) {
                String sql = Files.readString(folder.resolve(i + ".sql"));
                String rows = engine.execute(session, sql).getMaterializedRows().stream().map(RunQueries::line).collect(Collectors.joining("\n"));
                Files.writeString(folder.resolve(i + ".json"), "[" + rows.replace("\n", ",\n") + "]");
            }
        }
        System.exit(0);
    }

    private static String line(MaterializedRow row) {
        return row.getFields().stream().map(RunQueries::field).collect(Collectors.joining(",", "[", "]"));
    }

    private static String field(Object value) {
        if (value == null) {
            return "null";
        }
        StringBuilder text = new StringBuilder("\"");
        for (char character : value.toString().toCharArray()) {
            text.append(character < ' ' || character == '"' || character == '\\' || character > '~' ? String.format("\\u%04x", (int) character) : String.valueOf(character));
        }
        return text.append('"').toString();
    }
}
