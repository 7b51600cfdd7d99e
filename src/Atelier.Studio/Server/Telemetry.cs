using System.Collections;
using System.Diagnostics.Metrics;
using Atelier.Studio.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Atelier.Studio.Server;

/// <summary>Traces, metrics and logs by OpenTelemetry. They are off unless <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to send them; the
/// other variables of OpenTelemetry are heeded too.</summary>
internal static class Telemetry
{
    private const string Prefix = "OTEL_";
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static readonly Meter s_meter = new("Atelier.Studio");
    private static readonly Counter<long> s_ended = s_meter.CreateCounter<long>("atelier.jobs.ended", "{job}", "Jobs that have ended.");
    private static readonly Histogram<double> s_seconds = s_meter.CreateHistogram<double>(
        "atelier.jobs.duration", "s", "From the first start of a job to its end.");

    /// <summary>Adds what is asked for by the environment.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint)))
        {
            return;
        }

        // the exporter reads them as configuration
        builder.Configuration.AddInMemoryCollection(
            Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .Where(variable => $"{variable.Key}".StartsWith(Prefix, StringComparison.Ordinal))
                .Select(variable => KeyValuePair.Create($"{variable.Key}", (string?)$"{variable.Value}")));
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("atelier-studio"))
            .WithTracing(tracing => tracing.AddAspNetCoreInstrumentation().AddSource("Npgsql").AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddMeter(s_meter.Name)
                .AddOtlpExporter())
            .WithLogging(logs => logs.AddOtlpExporter(), logs => logs.IncludeScopes = true);
    }

    /// <summary>Counts a job that has ended.</summary>
    public static void Ended(JobRow job, string state, long now)
    {
        var (kind, how) = (KeyValuePair.Create("kind", (object?)job.Kind), KeyValuePair.Create("state", (object?)state));
        s_ended.Add(1, kind, how);
        if (job.StartedAt is { } began)
        {
            s_seconds.Record((now - began) / 1000.0, kind, how);
        }
    }
}
