using System.Runtime.CompilerServices;
using Atelier.Distributed.Mpi;
using Atelier.Distributed.Nccl;
using Atelier.Torch.Distributed;
using static TorchSharp.torch;

namespace Atelier.Distributed.Tests;

/// <summary>What is missing is said in one sentence, with the command that cures it.</summary>
public sealed class SentencesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("path-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void WithoutTheLibrary_TheCommandIsNamed() => Assert.Equal(
        "Several processes need Open MPI, which is not installed: apt-get install openmpi-bin.",
        Assert.Throws<ProcessGroupException>(() => Mpi.OpenMpi.Load("libnothing-of-this-name.so.40")).Message);

    [Fact]
    public void AnotherMpi_IsNamed()
    {
        Mpi.OpenMpi.RequireOpenMpi("Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4");
        Assert.Equal(
            "Several processes need Open MPI, but the MPI found is 'MPICH Version:	4.0.2': apt-get install openmpi-bin.",
            Assert.Throws<ProcessGroupException>(() => Mpi.OpenMpi.RequireOpenMpi("MPICH Version:	4.0.2\nMPICH Release date: …")).Message);
    }

    [Fact]
    public void WithoutMpirun_TheCommandIsNamed() => Assert.Equal(
        "Several processes need Open MPI's mpirun, which is not installed: apt-get install openmpi-bin.",
        Assert.Throws<ProcessGroupException>(() => Mpirun.Find(_folder)).Message);

    [Fact]
    public void MpirunOfAnotherMpi_IsPassedOver_OrNamed()
    {
        var other = Script("mpirun", "echo HYDRA build details:");
        Assert.Equal(
            $"Several processes need Open MPI, but {other} is another MPI's: apt-get install openmpi-bin.",
            Assert.Throws<ProcessGroupException>(() => Mpirun.Find(_folder)).Message);

        var right = Script("mpirun.openmpi", "echo 'mpirun (Open MPI) 4.1.4'");
        Assert.Equal(right, Mpirun.Find(_folder));
    }

    [Theory]
    [InlineData(true, "--quiet -n 4 --oversubscribe --bind-to none --allow-run-as-root")]
    [InlineData(false, "--quiet -n 4 --oversubscribe --bind-to none")]
    public void Mpirun_IsTold(bool root, string expected) => Assert.Equal(expected, string.Join(' ', Mpirun.Arguments(4, root)));

    [Fact]
    public void WithoutNccl_TheCommandIsNamed() => Assert.Equal(
        "GPUs that work together need NCCL, which is not installed: apt-get install libnccl2, or LIBTORCH of a Python that has torch " +
        "with CUDA.",
        Assert.Throws<ProcessGroupException>(() => NcclLibrary.Load(["libnothing-of-this-name.so.2"])).Message);

    [Fact]
    public void NcclsTypes_AreThoseOfItsHeader()
    {
        Assert.Equal(128, Unsafe.SizeOf<NcclLibrary.UniqueId>()); // NCCL_UNIQUE_ID_BYTES
        Assert.Equal([1, 2, 4, 7, 8], new[] { uint8, int32, int64, float32, float64 }.Select(NcclLibrary.TypeOf)); // ncclDataType_t
    }

    private string Script(string name, string line)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, $"#!/bin/sh\n{line}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return file;
    }
}
