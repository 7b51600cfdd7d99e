using System.Globalization;
using System.Net;

namespace Atelier.Hub.Tests;

/// <summary>A little file server on this machine, with the faults servers have.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly HttpListener _listener;
    private readonly byte[] _file;

    public FileServer(byte[] file)
    {
        _file = file;
        for (var port = 20_000 + Random.Shared.Next(20_000); ; port++)
        {
            _listener = new() { Prefixes = { $"http://localhost:{port}/" } };
            try
            {
                _listener.Start();
                Address = new($"http://localhost:{port}/model");
                break;
            }
            catch (HttpListenerException)
            {
                _listener.Close(); // the port is taken, and a listener that could not start is of no more use
            }
        }

        _ = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    /// <summary>The Range of each request, or "" where it asked for all.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Bytes after which the connection breaks, of the first answers; then whole answers.</summary>
    public Queue<int> BreaksAfter { get; init; } = [];

    /// <summary>Statuses of the first answers.</summary>
    public Queue<int> Refuses { get; init; } = [];

    /// <summary>Whether it knows ranges.</summary>
    public bool KnowsRanges { get; init; } = true;

    /// <summary>Identifies the version of the file.</summary>
    public string Tag { get; set; } = "\"first\"";

    /// <summary>What it answers, unless 200.</summary>
    public int Status { get; init; } = 200;

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            try
            {
                Answer(context);
            }
            catch (Exception e) when (e is HttpListenerException or IOException)
            {
                // the other side is gone
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var (range, response) = (context.Request.Headers["Range"] ?? "", context.Response);
        Asked.Add(range);
        if (Refuses.TryDequeue(out var status) || (status = Status) != 200)
        {
            response.StatusCode = status;
            response.Close();
            return;
        }

        var from = KnowsRanges && range != "" && context.Request.Headers["If-Range"] == Tag
            ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
            : 0;
        response.Headers["ETag"] = Tag;
        if (from >= _file.Length)
        {
            response.StatusCode = 416;
            response.Headers["Content-Range"] = $"bytes */{_file.Length}";
            response.Close();
            return;
        }

        response.StatusCode = from > 0 ? 206 : 200;
        response.ContentLength64 = _file.Length - from;
        if (from > 0)
        {
            response.Headers["Content-Range"] = $"bytes {from}-{_file.Length - 1}/{_file.Length}";
        }

        if (BreaksAfter.TryDequeue(out var breaks))
        {
            response.OutputStream.Write(_file, from, breaks);
            response.OutputStream.Flush();
            response.Abort();
            return;
        }

        response.OutputStream.Write(_file, from, _file.Length - from);
        response.Close();
    }
}
