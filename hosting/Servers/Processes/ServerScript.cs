namespace TrustedPublishing.Hosting.Servers.Processes;

/// <summary>
/// The shell scripts around the servers: a server ends as one wants it to, and never runs twice on the same data (the end of
/// the last run may overlap the next start after a kill -9).
/// </summary>
internal static class ServerScript
{
    /// <summary>Arguments: the file to lock, the signal that stops the server cleanly and at once, the server and its arguments.</summary>
    public const string Plain = """
        #!/bin/sh
        lock=$1 stop=$2
        shift 2
        if command -v flock >/dev/null; then
            # The server inherits the lock and holds it for as long as one of its processes lives.
            exec 9>>"$lock"
            flock --wait 60 9 || { echo "Another server still runs on this data: $lock is locked." >&2; exit 1; }
        fi
        "$@" &
        server=$!
        trap 'kill -$stop $server 2>/dev/null' TERM INT HUP
        while kill -0 $server 2>/dev/null; do wait $server; code=$?; done
        exit $code
        """;

    /// <summary>Arguments: the file to lock, <c>epmd</c>, <c>rabbitmq-server</c>.</summary>
    public const string RabbitMq = """
        #!/bin/sh
        lock=$1 epmd=$2 server=$3
        if command -v flock >/dev/null; then
            exec 9>>"$lock"
            flock --wait 60 9 || { echo "Another server still runs on this data: $lock is locked." >&2; exit 1; }
        fi
        # Erlang's name server in the foreground, on a port of its own, so that it does not stay behind as a daemon.
        "$epmd" -address 127.0.0.1 -port "$ERL_EPMD_PORT" 9>&- &
        names=$!
        # Without -noinput Erlang ends when its standard input does.
        RABBITMQ_ALLOW_INPUT=1 RABBITMQ_SERVER_START_ARGS=-noinput "$server" &
        broker=$!
        trap 'kill -TERM $broker 2>/dev/null' TERM INT HUP
        while kill -0 $broker 2>/dev/null; do wait $broker; code=$?; done
        kill $names 2>/dev/null
        exit $code
        """;
}
