using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Runtime;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Studio.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Atelier.Studio.Server;

/// <summary>Answers every error in the shape of the face that was spoken to: one sentence, never a stack trace.</summary>
internal sealed partial class ErrorAnswers(IEnumerable<IErrorShape> shapes, ILogger<ErrorAnswers> log)
{
    private static readonly IErrorShape s_native = new ProblemShape();
    private static readonly Func<ILogger, string, string?, string, IDisposable?> s_request =
        LoggerMessage.DefineScope<string, string?, string>("{Method} {Path}, request {RequestId}");

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // quotes stay readable; it is never put into a page as it is
    };

    /// <summary>Runs the rest of the request.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers["x-request-id"] = context.TraceIdentifier;
        using var scope = s_request(log, context.Request.Method, context.Request.Path.Value, context.TraceIdentifier);
        try
        {
            await next(context);
            if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null })
            {
                await WriteAsync(context, FromStatus(context));
            }
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested)
        {
            LogAborted(e);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, From(e));
        }
    }

    /// <summary>The error that an exception stands for.</summary>
    public StudioException From(Exception error)
    {
        switch (error)
        {
            case StudioException known:
                return known;
            case LeaseLostException:
                return new(409, "lease_lost", error.Message);
            case OptionException option:
                return new(400, "invalid", option.Message) { Field = option.Options.Count > 0 ? option.Options[0] : null };
            case DiskFullException:
                LogFailure(error);
                return new(507, "disk_full", "The studio's disk is full: its owner has to free some room.");
            case OutputException:
                LogFailure(error);
                return new(507, "disk", "The studio cannot write to its disk; its log says more.");
            case AtelierException:
                return new(422, "cannot", error.Message);
            case AmazonServiceException or AmazonClientException:
                LogFailure(error);
                return new(503, "bucket", "The studio's bucket does not answer; try again soon.") { RetryAfter = 2 };
            case DbException or TimeoutException:
                LogFailure(error);
                return new(503, "database", "The database does not answer; try again soon.") { RetryAfter = 2 };
            case BadHttpRequestException bad:
                return new(bad.StatusCode, "bad_request", Sentence(bad));
            default:
                LogFailure(error);
                return new(500, "internal", "This went wrong inside the studio; its log says more.");
        }
    }

    /// <summary>Writes an error, where the answer has not begun.</summary>
    public Task WriteAsync(HttpContext context, StudioException error)
    {
        context.Response.Clear();
        context.Response.StatusCode = error.Status;
        context.Response.Headers["x-request-id"] = context.TraceIdentifier;
        if (error.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = $"{seconds}";
            context.Response.Headers["retry-after-ms"] = $"{1000 * seconds}";
        }

        if (error.Status == 401)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        var shape = shapes.FirstOrDefault(
            shape => context.Request.Path.StartsWithSegments(shape.Prefix, StringComparison.OrdinalIgnoreCase)) ?? s_native;
        return context.Response.WriteAsJsonAsync(shape.Body(error), s_json, shape.ContentType, context.RequestAborted);
    }

    private static StudioException FromStatus(HttpContext context) => context.Response.StatusCode switch
    {
        404 => StudioException.NotFound($"address {context.Request.Path}"),
        405 => new(405, "method_not_allowed", $"{context.Request.Path} takes no {context.Request.Method}."),
        413 => new(413, "too_large", "The request is too large."),
        415 => new(415, "unsupported_media_type", $"{context.Request.Path} takes no body of type '{context.Request.ContentType}'."),
        var status => new(status, "refused", "The request was refused."),
    };

    private static string Sentence(BadHttpRequestException error) => error switch
    {
        { StatusCode: 413 } => "The request is too large.",
        { InnerException: JsonException { Message: var text } } when text.Contains("could not be mapped", StringComparison.Ordinal) =>
            $"The request has a field that is not known: {text.Split('\'')[1]}.",
        { InnerException: JsonException { Path: { Length: > 2 } path } } => $"The value of {path[2..]} is missing or of a wrong type.",
        { InnerException: JsonException { LineNumber: var line } } => $"The body is no JSON that fits here: see line {(line ?? 0) + 1}.",
        _ when error.Message.StartsWith("Implicit body", StringComparison.Ordinal) => "The request needs a body of JSON.",
        _ when error.Message.StartsWith("Required parameter", StringComparison.Ordinal) => $"The request lacks {Quoted(error.Message)}.",
        _ when error.Message.StartsWith("Failed to bind", StringComparison.Ordinal) => $"A value cannot be read: {Quoted(error.Message)}.",
        _ => error.Message.Split('\n')[0],
    };

    // Failed to bind parameter "int limit" from "x".
    private static string Quoted(string message) => message.Split('"') is [_, var name, ..] ? name.Split(' ')[^1] : message;

    [LoggerMessage(LogLevel.Error, "a request failed")]
    private partial void LogFailure(Exception error);

    [LoggerMessage(LogLevel.Debug, "a client went away")]
    private partial void LogAborted(Exception error);
}
