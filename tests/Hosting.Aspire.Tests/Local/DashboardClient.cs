using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using TrustedPublishing.Hosting.Dashboard.Wire;

namespace TrustedPublishing.Hosting.Aspire.Tests.Local;

/// <summary>Asks what the dashboard asks.</summary>
internal sealed class DashboardClient(string address, string key) : IDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(address);

    private CallOptions Options => new(
        new Metadata { { "x-resource-service-api-key", key } }, DateTime.UtcNow.AddSeconds(60), TestContext.Current.CancellationToken);

    public void Dispose() => _channel.Dispose();

    public async Task<ApplicationInformationResponse> ApplicationAsync() =>
        await Unary<ApplicationInformationRequest, ApplicationInformationResponse>("GetApplicationInformation", new());

    public async Task<ResourceCommandResponse> CommandAsync(string resource, string command) =>
        await Unary<ResourceCommandRequest, ResourceCommandResponse>("ExecuteResourceCommand", new() { ResourceName = resource, CommandName = command });

    /// <summary>Watches until the resource is as wanted.</summary>
    public async Task<Resource> ResourceAsync(string displayName, Func<Resource, bool> wanted)
    {
        using var call = Streaming<WatchResourcesRequest, WatchResourcesUpdate>("WatchResources", new());
        await foreach (var update in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            var resources = update.KindCase == WatchResourcesUpdate.KindOneofCase.InitialData
                ? update.InitialData.Resources.AsEnumerable()
                : update.Changes.Value.Select(c => c.Upsert);
            if (resources.LastOrDefault(r => r.DisplayName == displayName && wanted(r)) is { } found)
            {
                return found;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }

    /// <summary>What the resource has written so far.</summary>
    public async Task<IReadOnlyList<ConsoleLogLine>> LogAsync(string resource)
    {
        using var call = Streaming<WatchResourceConsoleLogsRequest, WatchResourceConsoleLogsUpdate>(
            "WatchResourceConsoleLogs", new() { ResourceName = resource, SuppressFollow = true });
        var lines = new List<ConsoleLogLine>();
        await foreach (var update in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            lines.AddRange(update.LogLines);
        }

        return lines;
    }

    private async Task<TResponse> Unary<TRequest, TResponse>(string method, TRequest request)
        where TRequest : class, IMessage<TRequest>, new() where TResponse : class, IMessage<TResponse>, new() =>
        await _channel.CreateCallInvoker().AsyncUnaryCall(Method<TRequest, TResponse>(MethodType.Unary, method), host: null, Options, request);

    private AsyncServerStreamingCall<TResponse> Streaming<TRequest, TResponse>(string method, TRequest request)
        where TRequest : class, IMessage<TRequest>, new() where TResponse : class, IMessage<TResponse>, new() =>
        _channel.CreateCallInvoker().AsyncServerStreamingCall(Method<TRequest, TResponse>(MethodType.ServerStreaming, method), host: null, Options, request);

    private static Method<TRequest, TResponse> Method<TRequest, TResponse>(MethodType type, string name)
        where TRequest : class, IMessage<TRequest>, new() where TResponse : class, IMessage<TResponse>, new() =>
        new(type, "aspire.v1.DashboardService", name, Marshaller<TRequest>(), Marshaller<TResponse>());

    private static Marshaller<T> Marshaller<T>() where T : class, IMessage<T>, new() =>
        Marshallers.Create(message => message.ToByteArray(), bytes => new MessageParser<T>(() => new T()).ParseFrom(bytes));
}
