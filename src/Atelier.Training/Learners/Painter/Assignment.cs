namespace Atelier.Training.Learners.Painter;

/// <summary>Matches rows with columns at the least total cost (Kuhn and Munkres' Hungarian method, with potentials).</summary>
public static class Assignment
{
    /// <summary>For each row its column. There are at most as many rows as columns.</summary>
    /// <param name="cost">[rows, columns], finite.</param>
    public static int[] Solve(double[,] cost)
    {
        var (rows, columns) = (cost.GetLength(0), cost.GetLength(1));
        if (rows > columns)
        {
            throw new ArgumentException($"{rows} rows cannot each have one of {columns} columns", nameof(cost));
        }

        var rowPotential = new double[rows + 1];
        var columnPotential = new double[columns + 1];
        var rowOf = new int[columns + 1]; // 1-based; 0 is free
        var from = new int[columns + 1];
        for (var row = 1; row <= rows; row++)
        {
            var slack = new double[columns + 1];
            Array.Fill(slack, double.PositiveInfinity);
            var used = new bool[columns + 1];
            var column = 0;
            rowOf[0] = row;
            do
            {
                used[column] = true;
                var (next, step) = (0, double.PositiveInfinity);
                for (var j = 1; j <= columns; j++)
                {
                    if (used[j])
                    {
                        continue;
                    }

                    var reduced = cost[rowOf[column] - 1, j - 1] - rowPotential[rowOf[column]] - columnPotential[j];
                    if (reduced < slack[j])
                    {
                        (slack[j], from[j]) = (reduced, column);
                    }

                    if (slack[j] < step)
                    {
                        (next, step) = (j, slack[j]);
                    }
                }

                for (var j = 0; j <= columns; j++)
                {
                    if (used[j])
                    {
                        rowPotential[rowOf[j]] += step;
                        columnPotential[j] -= step;
                    }
                    else
                    {
                        slack[j] -= step;
                    }
                }

                column = next;
            }
            while (rowOf[column] != 0);

            for (; column != 0; column = from[column])
            {
                rowOf[column] = rowOf[from[column]];
            }
        }

        var columnOf = new int[rows];
        for (var j = 1; j <= columns; j++)
        {
            if (rowOf[j] > 0)
            {
                columnOf[rowOf[j] - 1] = j - 1;
            }
        }

        return columnOf;
    }
}
